// What a scanner would show of a solid: the surface is drawn into the grid as the share of each voxel that it encloses,
// blurred, and read at places near it. Only around these places, in tiles of rows that need little memory.
export { blockBounds, toGrid, triangleBounds } from './to-grid';
export { imageTile } from './image-tile';
export { edgeTrust, moveVertices, quietSteps, smoothValues, stepsFrom, trustMoved } from './moves';
export { facetPlaces, facetSteps, keepFarSteps } from './facets';
