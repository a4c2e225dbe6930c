// Everything that refining a surface does over large arrays. Positions are Float32 x y z, triangles Uint32 triples.
export { cornersInRange, cornerStarts, cornersOfVertices, vertexRanges } from './corners';
export { keepInPlanes, normalsInRange, openPositions, smoothPass, storePositions, turnedTriangles, unsmooth } from './smooth';
export { areaAndBounds, blocksOfTriangles, countBlocks, gatherList, orderByBlock, sameBlocks, seamVertices } from './blocks';
export { compactVertices, joinShells, keepShells, labelShells, measureShells } from './shells';
export { checkVertices, coincidentVertices, thinTriangles } from './topology';
export { cellStarts, countInCells, fillCells, furthestFrom, markCells, markCellsAt, markCellsOf, markInside, pointsOnTriangles, trianglesInCells } from './cells';
export {
  blocksWithMarks, changedTriangles, lockVertices, putBack, spreadMarks, trianglesWithMarks,
} from './take-back';
