using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's SchemaElement.</summary>
internal static class SchemaReader
{
    public static List<SchemaElement> ReadList(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var elements = new List<SchemaElement>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            elements.Add(Read(ref reader));
        }

        return elements;
    }

    private static SchemaElement Read(ref CompactReader reader)
    {
        int? type = null, repetition = null, converted = null, scale = null, precision = null, fieldId = null;
        int typeLength = 0, children = 0;
        string? name = null;
        LogicalType? logical = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    type = reader.ReadInt32(field);
                    break;
                case 2:
                    typeLength = reader.ReadInt32(field);
                    break;
                case 3:
                    repetition = reader.ReadInt32(field);
                    break;
                case 4:
                    name = reader.ReadString(field);
                    break;
                case 5:
                    children = reader.ReadInt32(field);
                    break;
                case 6:
                    converted = reader.ReadInt32(field);
                    break;
                case 7:
                    scale = reader.ReadInt32(field);
                    break;
                case 8:
                    precision = reader.ReadInt32(field);
                    break;
                case 9:
                    fieldId = reader.ReadInt32(field);
                    break;
                case 10:
                    logical = LogicalTypeReader.Read(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (type is int physical && !Enum.IsDefined((PhysicalType)physical))
        {
            throw reader.Error($"schema element '{name}' has physical type {type}; known are 0 to 7");
        }

        if (repetition is int occurs && !Enum.IsDefined((Repetition)occurs))
        {
            throw reader.Error($"schema element '{name}' has repetition {repetition}; known are 0 to 2");
        }

        return new SchemaElement
        {
            Name = name ?? throw reader.Error("a schema element lacks its name"),
            Type = (PhysicalType?)type,
            TypeLength = typeLength,
            Repetition = (Repetition?)repetition,
            ChildCount = children,
            ConvertedType = (ConvertedType?)converted,
            Scale = scale,
            Precision = precision,
            FieldId = fieldId,
            LogicalType = logical,
        };
    }
}
