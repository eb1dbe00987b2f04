namespace Tenon.Parquet.Fuzz;

/// <summary>Finds where the integers and lengths of a Thrift compact struct lie. Written apart from the reader under test; for well-formed bytes.</summary>
internal sealed class ThriftMap
{
    private readonly byte[] _bytes;
    private readonly List<Range> _numbers = [];
    private int _at;

    private ThriftMap(byte[] bytes, int from) => (_bytes, _at) = (bytes, from);

    /// <summary>Every variable-length integer of the struct that begins at an offset: field values, lengths and counts.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="from">Where the struct begins.</param>
    /// <param name="end">Where it ends.</param>
    public static IReadOnlyList<Range> Numbers(byte[] bytes, int from, out int end)
    {
        var map = new ThriftMap(bytes, from);
        map.Struct();
        end = map._at;
        return map._numbers;
    }

    private void Struct()
    {
        while (true)
        {
            byte header = _bytes[_at++];
            if ((header & 15) == 0)
            {
                return;
            }

            if (header >> 4 == 0)
            {
                Varint();
            }

            Value(header & 15, isElement: false);
        }
    }

    private void Value(int type, bool isElement)
    {
        switch (type)
        {
            case 1 or 2:
                _at += isElement ? 1 : 0;
                break;
            case 3:
                _at++;
                break;
            case 4 or 5 or 6:
                Varint();
                break;
            case 7:
                _at += 8;
                break;
            case 8:
                int length = (int)Varint();
                _at += length;
                break;
            case 9 or 10:
                byte header = _bytes[_at];
                int count = header >> 4;
                if (count == 15)
                {
                    _at++;
                    count = (int)Varint();
                }
                else
                {
                    _at++;
                }

                for (int i = 0; i < count; i++)
                {
                    Value(header & 15, isElement: true);
                }

                break;
            case 12:
                Struct();
                break;
            default:
                throw new NotSupportedException($"Thrift type {type}");
        }
    }

    private ulong Varint()
    {
        int from = _at;
        ulong value = 0;
        int shift = 0;
        while (true)
        {
            byte next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80)
            {
                _numbers.Add(from.._at);
                return value;
            }
        }
    }
}
