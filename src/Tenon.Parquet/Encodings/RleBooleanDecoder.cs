namespace Tenon.Parquet.Encodings;

/// <summary>Booleans in the hybrid encoding with one bit; read as one byte each.</summary>
internal sealed unsafe class RleBooleanDecoder : ValueDecoder
{
    private HybridDecoder _hybrid;

    public RleBooleanDecoder(byte* source, long length) => _hybrid = new HybridDecoder(source, length, 1);

    public override void ReadFixed(Span<byte> destination) => _hybrid.Read(destination);

    public override void Skip(int count) => _hybrid.Skip(count);
}
