package dev.usher.reliability;

class InMemoryFigureStoreTest implements FigureStoreContract {
    @Override
    public FigureStore store() {
        return new InMemoryFigureStore();
    }
}
