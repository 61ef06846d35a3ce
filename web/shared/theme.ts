// The look: a calm green-blue, neutral greys, system fonts. Colours meet the contrast readers need in both schemes.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const tosca: MantineColorsTuple = [
  '#e9f6f5',
  '#d3eae8',
  '#a5d5d1',
  '#74c0b9',
  '#4daea6',
  '#34a29a',
  '#1c8f87',
  '#0b6e69',
  '#085b57',
  '#044542',
];

const slate: MantineColorsTuple = [
  '#e3e8eb',
  '#bcc5cb',
  '#a3aeb6',
  '#7d8a93',
  '#56636c',
  '#38434a',
  '#2a343a',
  '#1b2227',
  '#14191d',
  '#0e1215',
];

export const theme = createTheme({
  primaryColor: 'tosca',
  primaryShade: 7,
  colors: { tosca, dark: slate },
  defaultRadius: 'md',
  fontFamily:
    "'Inter', 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#55616a', '--mantine-color-body': '#f5f7f8' },
  dark: { '--mantine-color-dimmed': '#a3aeb6', '--mantine-color-body': '#12171a' },
});
