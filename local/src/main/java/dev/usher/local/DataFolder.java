package dev.usher.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of {@code -Dusher.data}, for one host at a time. The lock is the kernel's, so a killed host leaves none behind. */
final class DataFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;
    private final boolean used;

    private DataFolder(Path folder, FileChannel lock, boolean used) {
        this.folder = folder;
        this.lock = lock;
        this.used = used;
    }

    /** @throws IllegalStateException when another host has the folder */
    static DataFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean used = Files.isDirectory(folder.resolve("dynamodb"));
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return new DataFolder(folder.toAbsolutePath(), channel, used);
        } catch (OverlappingFileLockException sameProcess) {
            // another host in this JVM: told like any other
        }
        channel.close();
        throw new IllegalStateException(folder.toAbsolutePath() + " is in use by another local host");
    }

    Path folder() {
        return folder;
    }

    /** Whether an earlier host has kept its tables here. */
    boolean used() {
        return used;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
