/**
 * The arithmetic of a wall of photos that may hold thousands: which rows are in sight, which pages of
 * the server they need. Only what is in sight is in the document. Pure.
 */

export interface Geometry {
  columns: number
  tileWidth: number
  rowHeight: number
}

export const PAGE = 60
const LEAST_TILE = 190
const GAP = 12
/** Below the picture: shop; step, rep and time; place. */
const CAPTION = 68

/** As many columns as fit; pictures are 4:3. */
export function geometryOf(width: number): Geometry {
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_TILE + GAP)))
  const tileWidth = (width - GAP * (columns - 1)) / columns
  return { columns, tileWidth, rowHeight: Math.round(tileWidth * 0.75) + CAPTION + GAP }
}

export interface Sight {
  first: number
  last: number
  top: number
  height: number
}

/** The photos in sight (indexes, `last` exclusive), two rows more on each side. */
export function sightOf(geometry: Geometry, total: number, scrollTop: number, viewHeight: number): Sight {
  const rows = Math.ceil(total / geometry.columns)
  const from = Math.max(0, Math.floor(scrollTop / geometry.rowHeight) - 2)
  const to = Math.min(rows, Math.ceil((scrollTop + viewHeight) / geometry.rowHeight) + 2)
  return {
    first: from * geometry.columns,
    last: Math.min(total, to * geometry.columns),
    top: from * geometry.rowHeight,
    height: rows * geometry.rowHeight,
  }
}

/** The server's pages (from 1) that hold the photos in sight. */
export function pagesOf(first: number, last: number, size = PAGE): number[] {
  if (last <= first) return []
  const from = Math.floor(first / size)
  const to = Math.floor((last - 1) / size)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index + 1)
}

/** Where J and K (and the arrows) lead. */
export function step(at: number, by: number, total: number): number {
  return total === 0 ? -1 : Math.min(total - 1, Math.max(0, at + by))
}
