using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Encodings;

/// <summary>The format's own names of encodings, for messages.</summary>
public static class EncodingNames
{
    /// <summary>The name in parquet.thrift, such as <c>RLE_DICTIONARY</c>; the number for an unknown one.</summary>
    /// <param name="encoding">Any value.</param>
    public static string Of(ParquetEncoding encoding) => encoding switch
    {
        ParquetEncoding.Plain => "PLAIN",
        ParquetEncoding.PlainDictionary => "PLAIN_DICTIONARY",
        ParquetEncoding.Rle => "RLE",
        ParquetEncoding.BitPacked => "BIT_PACKED",
        ParquetEncoding.DeltaBinaryPacked => "DELTA_BINARY_PACKED",
        ParquetEncoding.DeltaLengthByteArray => "DELTA_LENGTH_BYTE_ARRAY",
        ParquetEncoding.DeltaByteArray => "DELTA_BYTE_ARRAY",
        ParquetEncoding.RleDictionary => "RLE_DICTIONARY",
        ParquetEncoding.ByteStreamSplit => "BYTE_STREAM_SPLIT",
        ParquetEncoding.Alp => "ALP",
        _ => $"number {(int)encoding}",
    };
}
