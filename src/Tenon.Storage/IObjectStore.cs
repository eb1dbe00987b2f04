namespace Tenon.Storage;

/// <summary>A store of immutable objects under one root. Thread-safe.</summary>
/// <remarks>
/// A finished object appears by <see cref="RenameAsync"/> alone, from a temporary key to its final one: a final key never holds part of an
/// object. What was done in a folder survives a power cut only after <see cref="SyncFolderAsync"/>; a store whose operations are durable
/// when they return does nothing there.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Names a key for a message, for example as a full path.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text.</returns>
    public string Describe(ObjectKey key);

    /// <summary>Begins an object, replacing one of the same key; folders are made as needed.</summary>
    /// <param name="key">A temporary key that no reader looks at.</param>
    /// <returns>The writer; the caller disposes it, and completes it first if the object is to be kept.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public ObjectWriteStream Create(ObjectKey key);

    /// <summary>Opens an object for reading at any place.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The reader, which the caller disposes.</returns>
    /// <exception cref="StorageException">There is no such object, or the store failed.</exception>
    public IObjectReader OpenRead(ObjectKey key);

    /// <summary>Moves an object in one step, replacing what is at the destination; folders are made as needed.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="destination">Where it shall be.</param>
    /// <param name="cancellationToken">Cancels before the move.</param>
    /// <returns>When it is moved.</returns>
    /// <exception cref="StorageException">There is no such object (and nothing was moved), or the store failed (and the outcome is unknown).</exception>
    public ValueTask RenameAsync(ObjectKey source, ObjectKey destination, CancellationToken cancellationToken);

    /// <summary>Takes a finished local file in under its final key, replacing what is there; folders are made as needed. It is there whole or not at all,
    /// and its bytes survive a power cut after <see cref="SyncFolderAsync"/>.</summary>
    /// <param name="path">The file, which nobody writes any more. It may be gone afterwards; its owner deletes it if it is not.</param>
    /// <param name="temporary">A key that no reader looks at, for a store that has to copy.</param>
    /// <param name="destination">The final key.</param>
    /// <param name="cancellationToken">Cancels before it appears.</param>
    /// <returns>When it is there.</returns>
    /// <exception cref="StorageException">There is no such file (and nothing was changed), or the store failed (and the outcome is unknown).</exception>
    public ValueTask ImportAsync(string path, ObjectKey temporary, ObjectKey destination, CancellationToken cancellationToken);

    /// <summary>Makes what was created, moved and deleted directly in a folder survive a power cut.</summary>
    /// <param name="folder">The folder; one that does not exist is no error.</param>
    /// <param name="cancellationToken">Cancels before the sync.</param>
    /// <returns>When it is durable.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public ValueTask SyncFolderAsync(ObjectKey folder, CancellationToken cancellationToken);

    /// <summary>Looks an object up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the store tells about it; null if it does not exist.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public ValueTask<ObjectInfo?> FindAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Reads an object's bytes back and sums them up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Size and checksum of what the store gave.</returns>
    /// <exception cref="StorageException">There is no such object, or the store failed.</exception>
    public ValueTask<ObjectChecksum> ReadBackAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that does not exist is deleted already (F-25).</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels before the deletion.</param>
    /// <returns>Whether there was something to delete.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public ValueTask<bool> DeleteAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a folder and the folders above it, as long as they are empty; the root stays.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels before the deletion.</param>
    /// <returns>When done.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public ValueTask DeleteEmptyFoldersAsync(ObjectKey folder, CancellationToken cancellationToken);

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder; one that does not exist is empty.</param>
    /// <param name="options">What to list.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The objects, in ordinal order of their paths.</returns>
    /// <exception cref="StorageException">The store failed; part of a list is never returned (F-20).</exception>
    public ValueTask<IReadOnlyList<ObjectInfo>> ListAsync(ObjectKey folder, ListOptions options, CancellationToken cancellationToken);

    /// <summary>Bytes that can still be written; null if there is no limit to speak of.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes.</returns>
    public ValueTask<long?> GetFreeBytesAsync(CancellationToken cancellationToken);
}

/// <summary>What to list.</summary>
/// <param name="Recursive">Whether to go into folders below. Links to folders are not followed: they may form a circle.</param>
/// <param name="EnterFolder">Decides by its name whether a folder is entered; null enters all.</param>
/// <param name="TakeFile">Decides by its name whether a file is listed; null lists all.</param>
public sealed record ListOptions(bool Recursive, Func<string, bool>? EnterFolder = null, Func<string, bool>? TakeFile = null);

/// <summary>Reads an object at any place. Thread-safe until disposed.</summary>
public interface IObjectReader : IDisposable
{
    /// <summary>Bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>Reads exactly the bytes asked for.</summary>
    /// <param name="offset">Where to begin, from 0.</param>
    /// <param name="destination">Is filled.</param>
    /// <exception cref="StorageException">The object ends before, or the store failed.</exception>
    public void Read(long offset, Span<byte> destination);
}
