using Tenon.Parquet.Metadata;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's KeyValue.</summary>
/// <remarks>An entry whose value is no string is passed over: some writers store numbers there, and nobody could read them by their name.</remarks>
internal static class KeyValueReader
{
    public static List<KeyValue> ReadList(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var all = new List<KeyValue>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            string? key = null, value = null;
            bool isText = true;
            int id = 0;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                switch (id)
                {
                    case 1:
                        key = reader.ReadString(field);
                        break;
                    case 2 when field == CompactType.Binary:
                        value = reader.ReadString(field);
                        break;
                    default:
                        isText &= id != 2;
                        reader.Skip(field);
                        break;
                }
            }

            var entry = new KeyValue(key ?? throw reader.Error("a key/value entry lacks its key"), value);
            if (isText)
            {
                all.Add(entry);
            }
        }

        return all;
    }
}
