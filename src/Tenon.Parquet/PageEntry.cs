using Tenon.Parquet.Metadata;

namespace Tenon.Parquet;

/// <summary>A page as its header describes it, and where it lies.</summary>
/// <param name="Header">The header.</param>
/// <param name="HeaderOffset">File offset of the header.</param>
/// <param name="HeaderLength">Bytes of the header; the body follows it.</param>
/// <param name="Ordinal">Number among the data pages of the chunk, from 0; -1 for a dictionary page.</param>
/// <param name="FirstValue">Level entries of the chunk before this page.</param>
public readonly record struct PageEntry(PageHeader Header, long HeaderOffset, int HeaderLength, int Ordinal, long FirstValue)
{
    /// <summary>File offset of the body.</summary>
    public long BodyOffset => HeaderOffset + HeaderLength;

    /// <summary>File offset behind the body.</summary>
    public long EndOffset => BodyOffset + Header.CompressedSize;
}
