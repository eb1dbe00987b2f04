using System.Buffers.Binary;
using System.Text;

namespace Tenon.Parquet.Tests.Acceptance;

/// <summary>Well-known binary to well-known text, as DuckDB writes it: little-endian, ISO type numbers.</summary>
internal static class WellKnownText
{
    private static readonly string[] Names = ["", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];

    public static string FromBinary(byte[] bytes)
    {
        var text = new StringBuilder();
        int at = 0;
        Write(text, bytes, ref at, named: true);
        return text.ToString();
    }

    private static void Write(StringBuilder text, byte[] bytes, ref int at, bool named)
    {
        if (bytes[at++] != 1)
        {
            throw new NotSupportedException("big-endian geometry");
        }

        int code = Int(bytes, ref at);
        int shape = code % 1000;
        bool hasZ = code / 1000 is 1 or 3;
        bool hasM = code / 1000 is 2 or 3;
        int dimensions = 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0);
        if (named)
        {
            text.Append(Names[shape]).Append(' ').Append(hasZ ? "Z" : "").Append(hasM ? "M" : "").Append(hasZ || hasM ? " " : "");
        }

        switch (shape)
        {
            case 1:
                WritePoint(text, bytes, ref at, dimensions);
                break;
            case 2:
                WritePoints(text, bytes, ref at, dimensions);
                break;
            case 3:
                int rings = Int(bytes, ref at);
                text.Append(rings == 0 ? "EMPTY" : "(");
                for (int i = 0; i < rings; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    WritePoints(text, bytes, ref at, dimensions);
                }

                text.Append(rings == 0 ? "" : ")");
                break;
            default:
                int parts = Int(bytes, ref at);
                text.Append(parts == 0 ? "EMPTY" : "(");
                for (int i = 0; i < parts; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    WritePart(text, bytes, ref at, shape);
                }

                text.Append(parts == 0 ? "" : ")");
                break;
        }
    }

    // In a MULTIPOINT the points stand without their parentheses.
    private static void WritePart(StringBuilder text, byte[] bytes, ref int at, int shape)
    {
        int from = text.Length;
        Write(text, bytes, ref at, named: shape == 7);
        if (shape == 4 && text[from] == '(')
        {
            text.Remove(from, 1).Length--;
        }
    }

    private static void WritePoints(StringBuilder text, byte[] bytes, ref int at, int dimensions)
    {
        int count = Int(bytes, ref at);
        text.Append(count == 0 ? "EMPTY" : "(");
        for (int i = 0; i < count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            WriteCoordinates(text, bytes, ref at, dimensions);
        }

        text.Append(count == 0 ? "" : ")");
    }

    private static void WritePoint(StringBuilder text, byte[] bytes, ref int at, int dimensions)
    {
        bool empty = true;
        for (int i = 0; i < dimensions; i++)
        {
            empty &= double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at + (8 * i))));
        }

        if (empty)
        {
            at += 8 * dimensions;
            text.Append("EMPTY");
            return;
        }

        text.Append('(');
        WriteCoordinates(text, bytes, ref at, dimensions);
        text.Append(')');
    }

    private static void WriteCoordinates(StringBuilder text, byte[] bytes, ref int at, int dimensions)
    {
        for (int i = 0; i < dimensions; i++, at += 8)
        {
            string number = LeafText.Number(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at)));
            text.Append(i > 0 ? " " : "").Append(number.EndsWith(".0", StringComparison.Ordinal) ? number[..^2] : number);
        }
    }

    private static int Int(byte[] bytes, ref int at)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        at += 4;
        return value;
    }
}
