using System.Buffers.Binary;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Fuzz;

/// <summary>A well-formed file to be damaged, with the places that are worth damaging.</summary>
internal sealed class SeedFile
{
    private SeedFile(string name, byte[] bytes, int footerOffset, IReadOnlyList<Range> footerNumbers, IReadOnlyList<Range> headerNumbers, IReadOnlyList<Range> bodies)
    {
        (Name, Bytes, FooterOffset, FooterNumbers, HeaderNumbers, Bodies) = (name, bytes, footerOffset, footerNumbers, headerNumbers, bodies);
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    public int FooterOffset { get; }

    /// <summary>Integers of the footer.</summary>
    public IReadOnlyList<Range> FooterNumbers { get; }

    /// <summary>Integers of the page headers, page indexes and Bloom filter headers.</summary>
    public IReadOnlyList<Range> HeaderNumbers { get; }

    /// <summary>Page bodies.</summary>
    public IReadOnlyList<Range> Bodies { get; }

    /// <summary>Maps a file. One that cannot be mapped (an encrypted one) is still damaged, without aim.</summary>
    public static SeedFile Map(string name, byte[] bytes)
    {
        int footerOffset = 0;
        IReadOnlyList<Range> footer = [];
        var headers = new List<Range>();
        var bodies = new List<Range>();
        using var pool = new BufferPool();
        try
        {
            using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes, name), pool);
            footerOffset = (int)file.FooterOffset;
            footer = ThriftMap.Numbers(bytes, footerOffset, out _);
            for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
            {
                for (int column = 0; column < file.Schema.Columns.Count; column++)
                {
                    MapChunk(file, group, column, bytes, headers, bodies);
                }
            }
        }
        catch (ParquetFormatException)
        {
            footerOffset = footer.Count > 0 ? footerOffset : (int)(bytes.Length - 8 - BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 8)));
        }

        return new SeedFile(name, bytes, footerOffset, footer, headers, bodies);
    }

    private static void MapChunk(ParquetFile file, int group, int column, byte[] bytes, List<Range> headers, List<Range> bodies)
    {
        Metadata.ColumnChunkMetadata chunk = file.Metadata.RowGroups[group].Columns[column];
        foreach (long? index in (long?[])[chunk.OffsetIndexOffset, chunk.ColumnIndexOffset, chunk.BloomFilterOffset])
        {
            if (index is long offset)
            {
                headers.AddRange(ThriftMap.Numbers(bytes, (int)offset, out _));
            }
        }

        using ColumnChunkPages pages = file.OpenColumn(group, column);
        if (pages.TryGetDictionary(out PageEntry dictionary))
        {
            Add(dictionary);
        }

        while (pages.TryReadHeader(out PageEntry page))
        {
            Add(page);
        }

        void Add(in PageEntry page)
        {
            headers.AddRange(ThriftMap.Numbers(bytes, (int)page.HeaderOffset, out int end));
            bodies.Add(end..(int)page.EndOffset);
        }
    }
}
