// worker.js starts the runtime and calls PageDoor; by itself the program does nothing.
return;
