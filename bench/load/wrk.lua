-- Posts one body again and again; prints what it measured as one line of JSON.
wrk.method = 'POST'
wrk.body = os.getenv('BENCH_BODY')
for line in os.getenv('BENCH_HEADERS'):gmatch('[^\n]+') do
  local name, value = line:match('^([^:]+): (.*)$')
  wrk.headers[name] = value
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'BENCH {"requests":%d,"seconds":%f,"p50Ms":%f,"p99Ms":%f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
