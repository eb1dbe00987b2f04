using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's ColumnIndex and OffsetIndex.</summary>
internal static class PageIndexReader
{
    public static ColumnIndex ReadColumnIndex(ref CompactReader reader)
    {
        List<bool>? nullPages = null;
        List<byte[]>? minima = null, maxima = null;
        List<long>? nullCounts = null;
        int order = 0;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    nullPages = ReadBooleans(ref reader, field);
                    break;
                case 2:
                    minima = ReadBinaries(ref reader, field);
                    break;
                case 3:
                    maxima = ReadBinaries(ref reader, field);
                    break;
                case 4:
                    order = reader.ReadInt32(field);
                    break;
                case 5:
                    nullCounts = ReadIntegers(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (nullPages is null || minima is null || maxima is null)
        {
            throw reader.Error("the column index lacks its null pages, minima or maxima");
        }

        if (minima.Count != nullPages.Count || maxima.Count != nullPages.Count || (nullCounts is not null && nullCounts.Count != nullPages.Count))
        {
            throw reader.Error($"the column index has {nullPages.Count} null-page flags, {minima.Count} minima, {maxima.Count} maxima and {nullCounts?.Count} null counts; one of each per page is expected");
        }

        if (!Enum.IsDefined((BoundaryOrder)order))
        {
            throw reader.Error($"the column index has boundary order {order}; known are 0 to 2");
        }

        return new ColumnIndex { NullPages = nullPages, MinValues = minima, MaxValues = maxima, BoundaryOrder = (BoundaryOrder)order, NullCounts = nullCounts };
    }

    public static OffsetIndex ReadOffsetIndex(ref CompactReader reader)
    {
        List<PageLocation>? pages = null;
        List<long>? bytes = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    pages = ReadLocations(ref reader, field);
                    break;
                case 2:
                    bytes = ReadIntegers(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new OffsetIndex { Pages = pages ?? throw reader.Error("the offset index lacks its pages"), UnencodedByteArrayBytes = bytes };
    }

    private static List<PageLocation> ReadLocations(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var all = new List<PageLocation>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            long? offset = null, row = null;
            int? size = null;
            int id = 0;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                switch (id)
                {
                    case 1:
                        offset = reader.ReadInt64(field);
                        break;
                    case 2:
                        size = reader.ReadInt32(field);
                        break;
                    case 3:
                        row = reader.ReadInt64(field);
                        break;
                    default:
                        reader.Skip(field);
                        break;
                }
            }

            if (offset is null || size is null || row is null)
            {
                throw reader.Error($"page location {i} lacks its offset, size or first row");
            }

            all.Add(new PageLocation(offset.Value, size.Value, row.Value));
        }

        return all;
    }

    private static List<bool> ReadBooleans(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadList(type, out CompactType element);
        if (count > 0 && element is not (CompactType.True or CompactType.False))
        {
            throw reader.Error($"a list of {element} where booleans are expected");
        }

        var all = new List<bool>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            all.Add(reader.ReadBoolElement());
        }

        return all;
    }

    private static List<byte[]> ReadBinaries(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Binary);
        var all = new List<byte[]>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> value = reader.ReadBinary(CompactType.Binary);
            all.Add(value.IsEmpty ? [] : value.ToArray());
        }

        return all;
    }

    private static List<long> ReadIntegers(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadList(type, out CompactType element);
        var all = new List<long>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            all.Add(reader.ReadInt64(element));
        }

        return all;
    }
}
