// Everything that refining a surface does over large arrays. Positions are Float32 x y z, triangles Uint32 triples.
export { cornersInRange, cornerStarts, cornersOfVertices, vertexRanges } from './corners';
export { keepInPlanes, normalsInRange, openPositions, smoothPass, storePositions, turnedTriangles, unsmooth } from './smooth';
export { areaAndBounds } from './area-and-bounds';
export { averageHeights, doubleAreas, heightsOf, moveBack } from './keep-volume';
export { calmVertices } from './calm';
export { compactVertices, joinShells, keepShells, labelShells, measureShells } from './shells';
export { checkVertices, coincidentVertices, thinTriangles } from './topology';
export { cellStarts, countInCells, fillCells, markCells, markInside, trianglesInCells } from './cells';
export { putBack, trianglesWithMarks } from './take-back';
export { collapseBlock, collapseRoomBytes, linkCorners } from './collapse';
export { cornersOfMarked, owedMoves, placeMoved, shortenMoves, turnedByMoves } from './collapse-volume';
export { furthestSimplified } from './collapse-measure';
export { blocksOfVertices, countWaiting, listWaiting, liveTriangles, reachIntoBlocks } from './collapse-pass';
