package com.heliosdb.edge.cache.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Numbered locks that exclude all threads of all processes that use the same file. Thread-safe.
 *
 * <p>A process opens the file once, however many stores use it: when it closes any second channel
 * on a file, the operating system takes all of its locks on that file away. So two copies of this
 * class in one JVM, under two class loaders, must not share a directory.
 */
final class RegionLocks {
  private static final int ATTEMPTS = 5_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final ReentrantLock OPENING = new ReentrantLock();

  /** By the file's real path. Guarded by OPENING. */
  private static final Map<Path, RegionLocks> OPEN = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final ReentrantLock[] locks;
  // Guarded by OPENING.
  private int users;

  private RegionLocks(Path file, FileChannel channel, int count) {
    this.file = file;
    this.channel = channel;
    locks = new ReentrantLock[count];
    for (int i = 0; i < count; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** Opens the file, which is made if it is missing, or shares what is open. */
  static RegionLocks share(Path file, int count) throws IOException {
    OPENING.lock();
    try {
      create(file);
      Path real = file.toRealPath();
      RegionLocks shared = OPEN.get(real);
      if (shared == null) {
        shared = new RegionLocks(real, FileChannel.open(real, StandardOpenOption.WRITE), count);
        OPEN.put(real, shared);
      }
      shared.users++;
      return shared;
    } finally {
      OPENING.unlock();
    }
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Not opened, and so not closed either: that would be the second channel.
    }
  }

  /** Gives up one share. */
  void release() throws IOException {
    OPENING.lock();
    try {
      users--;
      if (users == 0) {
        OPEN.remove(file);
        channel.close();
      }
    } finally {
      OPENING.unlock();
    }
  }

  /**
   * Does something under a lock, waiting for it.
   *
   * @throws IOException if another process does not give it back for seconds, or locks do not work
   *     on this file system
   */
  <T> T under(int number, Task<T> task) throws IOException {
    locks[number].lock();
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        FileLock lock = tryLock(number);
        if (lock != null) {
          return runAndRelease(task, lock);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      throw new IOException(
          "another process has kept lock " + number + " of " + file + " too long");
    } finally {
      locks[number].unlock();
    }
  }

  /** Does something under a lock if that is free; else nothing. */
  void underIfFree(int number, Task<?> task) throws IOException {
    if (locks[number].tryLock()) {
      try {
        FileLock lock = tryLock(number);
        if (lock != null) {
          runAndRelease(task, lock);
        }
      } finally {
        locks[number].unlock();
      }
    }
  }

  private static <T> T runAndRelease(Task<T> task, FileLock lock) throws IOException {
    try {
      return task.run();
    } finally {
      lock.release();
    }
  }

  private @Nullable FileLock tryLock(int number) throws IOException {
    try {
      return channel.tryLock(number, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** What is done under a lock. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws IOException;
  }
}
