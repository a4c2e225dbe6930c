// Where the surface would lie at another threshold, sought along the normal of each vertex.
// Pointers are bytes; counts and vertices are i32.
export { edgeRise, movesAt } from './along-normal';
