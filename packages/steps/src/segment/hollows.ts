/** Marrow of a femur is about 0.2 l; the hollow of a skull 1.4 l and must never be filled by itself. */
export const LARGEST_FILLED_MM3 = 3e5;

/** Below this a hollow holds air: a sinus, an airway, a dry bone. It stays. */
export const AIR_BELOW_HU = -300;
