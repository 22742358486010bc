import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type RunningProcess, startProgram } from '../processes.ts';
import { JSON_BODY, RESPONSE_HEADERS } from '../servers/payloads.ts';
import { type StartTarget, urlOf } from './target.ts';

const MISSING = 'nginx is not installed (Debian: apt-get install nginx-light)';

export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

async function startNginx(name: string, scratch: string, http: string): Promise<RunningProcess> {
  const folder = join(scratch, name);
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const config = `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 8192; }
    http {
      access_log off; keepalive_requests 100000000; keepalive_timeout 300s; tcp_nodelay on;
      ${temporary.join(' ')}
      ${http.replace('PORT', String(port))}
    }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  return startProgram(name, 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { port, scratch });
}

/** An upstream that answers a JSON message from memory. */
export function startNginxUpstream(scratch: string): Promise<RunningProcess> {
  const headers = RESPONSE_HEADERS.map(([name, value]) => `add_header ${name} '${value}';`).join(' ');
  const server = `server { listen 127.0.0.1:PORT backlog=4096; location / {
    default_type application/json; ${headers} return 200 '${JSON_BODY}'; } }`;
  return startNginx('nginx-upstream', scratch, server);
}

export const startNginxProxy: StartTarget = async ({ upstreamUrl, scratch }) => {
  if (!hasNginx()) return { missing: MISSING };
  const server = `
    upstream claude { server ${upstreamUrl.replace('http://', '')}; keepalive 2048; keepalive_requests 100000000; }
    server { listen 127.0.0.1:PORT backlog=4096; location / {
      proxy_pass http://claude; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; } }`;
  const process = await startNginx('nginx-proxy', scratch, server);
  return { name: 'nginx proxy_pass', url: urlOf(process), headers: {}, process };
};
