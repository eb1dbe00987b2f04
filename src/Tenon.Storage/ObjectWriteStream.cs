namespace Tenon.Storage;

/// <summary>Writes an object from its first byte to its last, summing up as it goes. Not thread-safe.</summary>
/// <remarks>Only <see cref="Complete"/> finishes it; disposing an unfinished one leaves a temporary object for whoever named it to delete.</remarks>
public abstract class ObjectWriteStream : Stream
{
    private Crc32C _crc;
    private long _size;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Bytes written so far.</summary>
    public override long Length => _size;

    /// <summary>Bytes written so far; cannot be set.</summary>
    /// <exception cref="NotSupportedException">When set.</exception>
    public override long Position
    {
        get => _size;
        set => throw new NotSupportedException("an object is written from its first byte to its last");
    }

    /// <summary>Makes the bytes durable. Call once, after the last write.</summary>
    /// <returns>Size and checksum of what was written, to compare with what is read back (F-33).</returns>
    /// <exception cref="StorageException">The store failed; the object must not be used.</exception>
    public ObjectChecksum Complete()
    {
        CompleteCore();
        return new ObjectChecksum(_size, _crc.Value);
    }

    /// <inheritdoc/>
    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        WriteCore(buffer);
        _crc.Append(buffer);
        _size += buffer.Length;
    }

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: bytes are durable after <see cref="Complete"/>, and of no use before.</summary>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("an object being written is not read");

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("an object is written from its first byte to its last");

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException("an object is written from its first byte to its last");

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    protected abstract void WriteCore(ReadOnlySpan<byte> bytes);

    /// <summary>Makes all bytes durable.</summary>
    protected abstract void CompleteCore();
}
