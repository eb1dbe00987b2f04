namespace Tenon.Parquet.Metadata;

/// <summary>Physical types of parquet.thrift; the numbers are the format's.</summary>
public enum PhysicalType
{
    /// <summary>One bit.</summary>
    Boolean = 0,

    /// <summary>32-bit little-endian two's complement.</summary>
    Int32 = 1,

    /// <summary>64-bit little-endian two's complement.</summary>
    Int64 = 2,

    /// <summary>12 bytes: nanoseconds of the day (8, little-endian), then Julian day (4). Deprecated.</summary>
    Int96 = 3,

    /// <summary>IEEE 754 binary32.</summary>
    Float = 4,

    /// <summary>IEEE 754 binary64.</summary>
    Double = 5,

    /// <summary>Bytes of any length.</summary>
    ByteArray = 6,

    /// <summary>Bytes of a length that the schema fixes.</summary>
    FixedLenByteArray = 7,
}

/// <summary>How often a schema element occurs in its parent; the numbers are the format's.</summary>
public enum Repetition
{
    /// <summary>Exactly once.</summary>
    Required = 0,

    /// <summary>At most once.</summary>
    Optional = 1,

    /// <summary>Any number of times.</summary>
    Repeated = 2,
}

/// <summary>Page value encodings; the numbers are the format's.</summary>
public enum ParquetEncoding
{
    /// <summary>Values one after another.</summary>
    Plain = 0,

    /// <summary>Dictionary indices, the name of format 1.</summary>
    PlainDictionary = 2,

    /// <summary>Run-length and bit-packed hybrid.</summary>
    Rle = 3,

    /// <summary>Bit-packed levels, most significant bit first. Deprecated.</summary>
    BitPacked = 4,

    /// <summary>Deltas of integers in blocks of bit-packed miniblocks.</summary>
    DeltaBinaryPacked = 5,

    /// <summary>Delta-packed lengths, then the bytes.</summary>
    DeltaLengthByteArray = 6,

    /// <summary>Delta-packed prefix lengths, then suffixes.</summary>
    DeltaByteArray = 7,

    /// <summary>Dictionary indices, run-length and bit-packed hybrid.</summary>
    RleDictionary = 8,

    /// <summary>The k-th bytes of all values together, for each k.</summary>
    ByteStreamSplit = 9,

    /// <summary>Adaptive lossless floating point. Not read by this library; refused by name.</summary>
    Alp = 10,
}

/// <summary>Compression codecs; the numbers are the format's.</summary>
public enum CompressionCodec
{
    /// <summary>None.</summary>
    Uncompressed = 0,

    /// <summary>Snappy, raw block format.</summary>
    Snappy = 1,

    /// <summary>Gzip (RFC 1952), possibly several members.</summary>
    Gzip = 2,

    /// <summary>LZO. Not read by this library; refused by name.</summary>
    Lzo = 3,

    /// <summary>Brotli (RFC 7932).</summary>
    Brotli = 4,

    /// <summary>The deprecated LZ4: Hadoop's framing, or by mistake the LZ4 frame or raw block.</summary>
    Lz4 = 5,

    /// <summary>Zstandard (RFC 8878).</summary>
    Zstd = 6,

    /// <summary>LZ4 raw block.</summary>
    Lz4Raw = 7,
}

/// <summary>Page kinds; the numbers are the format's.</summary>
public enum PageType
{
    /// <summary>Data page v1: levels and values compressed together.</summary>
    DataPage = 0,

    /// <summary>Never written by anyone; skipped.</summary>
    IndexPage = 1,

    /// <summary>The dictionary of the chunk.</summary>
    DictionaryPage = 2,

    /// <summary>Data page v2: levels uncompressed before the values.</summary>
    DataPageV2 = 3,
}

/// <summary>The order of page bounds in a column index; the numbers are the format's.</summary>
public enum BoundaryOrder
{
    /// <summary>No order.</summary>
    Unordered = 0,

    /// <summary>Minima and maxima both never fall.</summary>
    Ascending = 1,

    /// <summary>Minima and maxima both never rise.</summary>
    Descending = 2,
}

/// <summary>The old annotations of schema elements; the numbers are the format's.</summary>
public enum ConvertedType
{
    /// <summary>UTF-8 text.</summary>
    Utf8 = 0,

    /// <summary>A map.</summary>
    Map = 1,

    /// <summary>The repeated group of a map.</summary>
    MapKeyValue = 2,

    /// <summary>A list.</summary>
    List = 3,

    /// <summary>An enumeration, as text.</summary>
    Enum = 4,

    /// <summary>A decimal.</summary>
    Decimal = 5,

    /// <summary>Days since the Unix epoch.</summary>
    Date = 6,

    /// <summary>Milliseconds of the day.</summary>
    TimeMillis = 7,

    /// <summary>Microseconds of the day.</summary>
    TimeMicros = 8,

    /// <summary>Milliseconds since the Unix epoch.</summary>
    TimestampMillis = 9,

    /// <summary>Microseconds since the Unix epoch.</summary>
    TimestampMicros = 10,

    /// <summary>Unsigned 8 bits.</summary>
    UInt8 = 11,

    /// <summary>Unsigned 16 bits.</summary>
    UInt16 = 12,

    /// <summary>Unsigned 32 bits.</summary>
    UInt32 = 13,

    /// <summary>Unsigned 64 bits.</summary>
    UInt64 = 14,

    /// <summary>Signed 8 bits.</summary>
    Int8 = 15,

    /// <summary>Signed 16 bits.</summary>
    Int16 = 16,

    /// <summary>Signed 32 bits.</summary>
    Int32 = 17,

    /// <summary>Signed 64 bits.</summary>
    Int64 = 18,

    /// <summary>JSON text.</summary>
    Json = 19,

    /// <summary>BSON bytes.</summary>
    Bson = 20,

    /// <summary>Months, days and milliseconds, 4 bytes each.</summary>
    Interval = 21,
}
