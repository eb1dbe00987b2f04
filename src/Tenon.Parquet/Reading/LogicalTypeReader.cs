using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's LogicalType union and keeps its bytes.</summary>
internal static class LogicalTypeReader
{
    /// <returns>Null for a union with no member, which says nothing.</returns>
    public static LogicalType? Read(ref CompactReader reader, CompactType type)
    {
        reader.ExpectStruct(type);
        CompactReader again = reader;
        ReadOnlySpan<byte> encoded = reader.ReadRaw(type);
        int id = 0;
        if (!again.TryReadField(ref id, out CompactType field))
        {
            return null;
        }

        LogicalTypeKind kind = Enum.IsDefined((LogicalTypeKind)id) ? (LogicalTypeKind)id : LogicalTypeKind.Unknown;
        byte[] bytes = encoded.ToArray();
        return kind switch
        {
            LogicalTypeKind.Decimal => ReadDecimal(ref again, field, bytes),
            LogicalTypeKind.Integer => ReadInteger(ref again, field, bytes),
            LogicalTypeKind.Time or LogicalTypeKind.Timestamp => ReadTime(ref again, field, kind, bytes),
            _ => new LogicalType(kind, bytes) { FieldId = id },
        };
    }

    private static LogicalType ReadDecimal(ref CompactReader reader, CompactType type, byte[] bytes)
    {
        reader.ExpectStruct(type);
        int scale = 0, precision = 0, id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    scale = reader.ReadInt32(field);
                    break;
                case 2:
                    precision = reader.ReadInt32(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new LogicalType(LogicalTypeKind.Decimal, bytes) { FieldId = (int)LogicalTypeKind.Decimal, Scale = scale, Precision = precision };
    }

    private static LogicalType ReadInteger(ref CompactReader reader, CompactType type, byte[] bytes)
    {
        reader.ExpectStruct(type);
        int width = 0, id = 0;
        bool signed = false;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    width = reader.ReadInt32(field);
                    break;
                case 2:
                    signed = reader.ReadBool(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new LogicalType(LogicalTypeKind.Integer, bytes) { FieldId = (int)LogicalTypeKind.Integer, BitWidth = width, IsSigned = signed };
    }

    private static LogicalType ReadTime(ref CompactReader reader, CompactType type, LogicalTypeKind kind, byte[] bytes)
    {
        reader.ExpectStruct(type);
        bool utc = false;
        int unit = 0, id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    utc = reader.ReadBool(field);
                    break;
                case 2:
                    reader.ExpectStruct(field);
                    int member = 0;
                    while (reader.TryReadField(ref member, out CompactType inner))
                    {
                        unit = member;
                        reader.Skip(inner);
                    }

                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        // A unit of the future: the kind is unknown to us, its bytes are carried.
        return Enum.IsDefined((TimeUnit)unit)
            ? new LogicalType(kind, bytes) { FieldId = (int)kind, IsAdjustedToUtc = utc, Unit = (TimeUnit)unit }
            : new LogicalType(LogicalTypeKind.Unknown, bytes) { FieldId = (int)kind };
    }
}
