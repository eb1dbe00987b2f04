using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's KeyValue.</summary>
internal static class KeyValueReader
{
    public static List<KeyValue> ReadList(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var all = new List<KeyValue>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            string? key = null, value = null;
            int id = 0;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                switch (id)
                {
                    case 1:
                        key = reader.ReadString(field);
                        break;
                    case 2:
                        value = reader.ReadString(field);
                        break;
                    default:
                        reader.Skip(field);
                        break;
                }
            }

            all.Add(new KeyValue(key ?? throw reader.Error("a key/value entry lacks its key"), value));
        }

        return all;
    }
}
