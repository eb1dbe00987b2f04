using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Metadata;

/// <summary>Serialises the page index.</summary>
internal static class PageIndexWriter
{
    /// <summary>Appends parquet.thrift's ColumnIndex.</summary>
    public static void Write(CompactWriter writer, ColumnIndex index)
    {
        writer.BeginStruct();
        writer.BeginList(1, CompactType.True, index.NullPages.Count);
        foreach (bool isNull in index.NullPages)
        {
            writer.BooleanElement(isNull);
        }

        WriteBounds(writer, 2, index.MinValues);
        WriteBounds(writer, 3, index.MaxValues);
        writer.Int32(4, (int)index.BoundaryOrder);
        if (index.NullCounts is { } nulls)
        {
            WriteCounts(writer, 5, nulls);
        }

        writer.EndStruct();
    }

    /// <summary>Appends parquet.thrift's OffsetIndex.</summary>
    public static void Write(CompactWriter writer, OffsetIndex index)
    {
        writer.BeginStruct();
        writer.BeginList(1, CompactType.Struct, index.Pages.Count);
        foreach (PageLocation page in index.Pages)
        {
            writer.BeginStruct();
            writer.Int64(1, page.Offset);
            writer.Int32(2, page.CompressedPageSize);
            writer.Int64(3, page.FirstRowIndex);
            writer.EndStruct();
        }

        if (index.UnencodedByteArrayBytes is { } bytes)
        {
            WriteCounts(writer, 2, bytes);
        }

        writer.EndStruct();
    }

    private static void WriteBounds(CompactWriter writer, int field, IReadOnlyList<byte[]> bounds)
    {
        writer.BeginList(field, CompactType.Binary, bounds.Count);
        foreach (byte[] bound in bounds)
        {
            writer.BinaryElement(bound);
        }
    }

    private static void WriteCounts(CompactWriter writer, int field, IReadOnlyList<long> counts)
    {
        writer.BeginList(field, CompactType.Int64, counts.Count);
        foreach (long count in counts)
        {
            writer.Int64Element(count);
        }
    }
}
