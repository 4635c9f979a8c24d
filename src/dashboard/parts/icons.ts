/** Paths only the dashboard draws, on the 20 grid of `ui/icons`. */
export const linkIcon =
  'M8.25 11.75a3.1 3.1 0 0 0 4.4 0l3-3a3.1 3.1 0 1 0-4.4-4.4l-1 1m1.5 2.9a3.1 3.1 0 0 0-4.4 0l-3 3a3.1 3.1 0 1 0 4.4 4.4l1-1';
export const sortIcon = 'm6.5 12.5 3.5 3.5 3.5-3.5m-7-5L10 4l3.5 3.5';
export const selectIcon = 'M3.5 5.5 5 7l2.75-3M3.5 13.5 5 15l2.75-3M11 5.75h6M11 13.75h6';
