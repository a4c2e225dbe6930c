// Searching a triangle surface: the grid, pairs that cut each other, nearest points, rays.
export { countCells, fillCells, placeCells, sortCells } from './grid';
export { crossingPairs, crossingRoomBytes } from './cross';
export { nearestOthers, nearestTriangles } from './nearest';
export { wallThicknesses, waysAcross } from './rays';
