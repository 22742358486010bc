import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { outcomeVariables } from '../outcome/outcome-style.ts';

const water: MantineColorsTuple = [
  '#e6f6f6',
  '#cfebec',
  '#a1d7d9',
  '#6fc3c7',
  '#4cb3b8',
  '#2a9ea5',
  '#138a92',
  '#0b7a83',
  '#07646c',
  '#044e55',
];

const stone: MantineColorsTuple = [
  '#f4f8f9',
  '#ebf1f3',
  '#dde6e9',
  '#c8d4d9',
  '#a9b9c1',
  '#84969f',
  '#66797f',
  '#4a5c65',
  '#33434c',
  '#1d2a31',
];

const deep: MantineColorsTuple = [
  '#dbe4e8',
  '#b9c6cd',
  '#93a4ae',
  '#6a7d88',
  '#3e4f59',
  '#2c3b44',
  '#212e36',
  '#161f25',
  '#10181d',
  '#0b1115',
];

/** A dialog's header is no banner of the page, and its cross has a name. */
const DIALOG = { attributes: { header: { role: 'presentation' } }, closeButtonProps: { 'aria-label': 'Close' } };

/** One accent, the colour of water under a weir; everything else is stone. */
export const theme = createTheme({
  primaryColor: 'water',
  primaryShade: 7,
  autoContrast: true,
  colors: { water, gray: stone, dark: deep },
  black: '#16222a',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Tooltip: { defaultProps: { openDelay: 250, withinPortal: true } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Table: { defaultProps: { borderColor: 'var(--weir-line)', highlightOnHoverColor: 'var(--weir-hover)' } },
    Modal: { defaultProps: { centered: true, ...DIALOG } },
    Drawer: { defaultProps: DIALOG },
  },
});

/** Ground, lines and the colours of outcomes, per theme. `--mantine-color-body` is the surface of cards and pop-ups. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#52656f',
    '--mantine-color-placeholder': '#5f727c',
    '--weir-ground': '#f4f8f9',
    '--weir-line': '#dde6e9',
    '--weir-line-strong': '#a9b9c1',
    '--weir-hover': '#eef4f5',
    '--weir-selected': '#e8f5f6',
    '--weir-accent': '#0b7a83',
    '--weir-good': '#086e54',
    '--weir-bad': '#b53700',
    '--mantine-color-error': '#b53700',
    ...outcomeVariables('light'),
  },
  dark: {
    '--mantine-color-body': '#161f25',
    '--mantine-color-text': '#dbe4e8',
    '--mantine-color-dimmed': '#93a4ae',
    '--mantine-color-placeholder': '#8496a0',
    '--weir-ground': '#0f171c',
    '--weir-line': '#26343c',
    '--weir-line-strong': '#4a5c66',
    '--weir-hover': '#1c272e',
    '--weir-selected': '#142d32',
    '--weir-accent': '#4cb3b8',
    '--weir-good': '#3cc79a',
    '--weir-bad': '#ff7a3d',
    '--mantine-color-error': '#ff7a3d',
    ...outcomeVariables('dark'),
  },
});
