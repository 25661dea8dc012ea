// A browser tells a moment later where somebody put the cursor. What acts on the text, or draws in it, before that moment
// reads the screen first: else it would act, or put the cursor back, where the cursor was.

export function readScreen({ domObserver }) {
  domObserver.forceFlush();
  domObserver.flush();
}
