using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's Statistics.</summary>
internal static class StatisticsReader
{
    public static Statistics Read(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        byte[]? min = null, max = null, oldMin = null, oldMax = null;
        bool? minExact = null, maxExact = null;
        long? nulls = null, distinct = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    oldMax = reader.ReadBinary(field).ToArray();
                    break;
                case 2:
                    oldMin = reader.ReadBinary(field).ToArray();
                    break;
                case 3:
                    nulls = reader.ReadInt64(field);
                    break;
                case 4:
                    distinct = reader.ReadInt64(field);
                    break;
                case 5:
                    max = reader.ReadBinary(field).ToArray();
                    break;
                case 6:
                    min = reader.ReadBinary(field).ToArray();
                    break;
                case 7:
                    maxExact = reader.ReadBool(field);
                    break;
                case 8:
                    minExact = reader.ReadBool(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new Statistics
        {
            MinValue = min,
            MaxValue = max,
            IsMinExact = minExact,
            IsMaxExact = maxExact,
            NullCount = nulls,
            DistinctCount = distinct,
            DeprecatedMin = oldMin,
            DeprecatedMax = oldMax,
        };
    }
}
