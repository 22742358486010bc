import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaPath, linePath, type ShapePoint } from '../../../components/charts/paths.ts';

const points = (...ys: (number | null)[]): ShapePoint[] => ys.map((y, index) => ({ x: index * 10, y }));

describe('linePath', () => {
  it('goes from point to point', () => {
    expect(linePath(points(1, 2, 3), 'linear')).toBe('M0,1L10,2L20,3');
  });

  it('is level around each point and upright midway between two', () => {
    expect(linePath(points(1, 2, 2, 5), 'step')).toBe('M0,1H5V2H25V5H30');
  });

  it('writes a level line once, however many points it has', () => {
    expect(linePath(points(4, 4, 4, 4), 'step')).toBe('M0,4H30');
  });

  it('is broken where there is no value', () => {
    expect(linePath(points(null, 1, 2, null, null, 3, null), 'linear')).toBe('M10,1L20,2M50,3');
    expect(linePath(points(1, 2, null, 3, 4), 'step')).toBe('M0,1H5V2H10M30,3H35V4H40');
  });

  it('is nothing without a value', () => {
    expect(linePath([], 'step')).toBe('');
    expect(linePath(points(null, null), 'linear')).toBe('');
  });

  it('is told to a tenth of a pixel', () => {
    expect(linePath([{ x: 1 / 3, y: 2 / 3 }], 'linear')).toBe('M0.3,0.7');
    expect(
      linePath(
        [
          { x: 0, y: 1.01 },
          { x: 10, y: 1.02 },
        ],
        'step',
      ),
    ).toBe('M0,1H10');
  });
});

describe('areaPath', () => {
  it('lies between the points and a level ground', () => {
    expect(areaPath(points(1, 2), 9, 'linear')).toBe('M0,1L10,2L10,9L0,9Z');
    expect(areaPath(points(1, 2), 9, 'step')).toBe('M0,1H5V2H10L10,9H0Z');
  });

  it('lies on the points below it, which it follows back', () => {
    expect(areaPath(points(1, 2), points(8, 9), 'step')).toBe('M0,1H5V2H10L10,9H5V8H0Z');
    expect(areaPath(points(1, 2), points(8, 9), 'linear')).toBe('M0,1L10,2L10,9L0,8Z');
  });

  it('is in parts where there is no value, each on its own ground', () => {
    expect(areaPath(points(1, null, 3), points(7, 8, 9), 'linear')).toBe('M0,1L0,7ZM20,3L20,9Z');
  });
});

/** The corners of a path, each with where it came from. */
function corners(path: string): { x: number; y: number; by: string }[] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([MLHVZ])([-\d.,]*)/g)].flatMap(([, by = '', text = '']) => {
    const [first = 0, second = 0] = text.split(',').map(Number);
    if (by === 'Z') return [];
    if (by === 'H') x = first;
    else if (by === 'V') y = first;
    else [x, y] = [first, second];
    return [{ x, y, by }];
  });
}

const heights = fc.array(fc.option(fc.integer({ min: 0, max: 300 }), { nil: null }), { maxLength: 60 });

describe('every path', () => {
  it('passes each value at its own x, whatever its curve', () => {
    fc.assert(
      fc.property(heights, fc.constantFrom('linear' as const, 'step' as const), (ys, curve) => {
        const drawn = points(...ys);
        const found = corners(linePath(drawn, curve));
        for (const { x, y } of drawn) {
          if (y === null) continue;
          const before = found.filter((corner) => corner.x <= x).at(-1);
          const after = found.find((corner) => corner.x >= x);
          if (curve === 'linear') expect(before).toMatchObject({ x, y });
          else expect([before?.y, after?.y]).toContain(y);
        }
      }),
    );
  });

  it('of steps has no slope', () => {
    fc.assert(
      fc.property(heights, (ys) => {
        const found = corners(linePath(points(...ys), 'step'));
        for (const { by } of found) expect(by).not.toBe('L');
      }),
    );
  });

  it('begins as often as there are stretches of values', () => {
    fc.assert(
      fc.property(heights, (ys) => {
        const stretches = ys.filter((y, index) => y !== null && (ys[index - 1] ?? null) === null).length;
        expect(linePath(points(...ys), 'linear').split('M').length - 1).toBe(stretches);
        const area = areaPath(points(...ys), 400, 'step');
        expect(area.split('Z').length - 1).toBe(stretches);
      }),
    );
  });
});
