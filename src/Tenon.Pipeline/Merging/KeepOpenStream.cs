namespace Tenon.Pipeline.Merging;

/// <summary>Writes to a stream that outlives it: an output is synced by whoever named it, after the merge has let go of it.</summary>
internal sealed class KeepOpenStream(Stream destination) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => destination.Length;

    public override long Position
    {
        get => destination.Position;
        set => throw new NotSupportedException("an output is written from its first byte to its last");
    }

    public override void Flush() => destination.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("an output being written is not read");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("an output is written from its first byte to its last");

    public override void SetLength(long value) => throw new NotSupportedException("an output is written from its first byte to its last");

    public override void Write(byte[] buffer, int offset, int count) => destination.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => destination.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        destination.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        destination.WriteAsync(buffer, cancellationToken);
}
