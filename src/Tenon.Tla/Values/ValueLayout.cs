using System.Text;

namespace Tenon.Tla.Values;

/// <summary>Values over several lines, where one would be too long: broken and indented as TLC does it.</summary>
internal static class ValueLayout
{
    /// <summary>The length of a line, in characters. As in TLC, a variable's name before the value does not count.</summary>
    public const int LineLength = 80;

    private const int ValueIndent = 4;

    /// <summary>The value; lines are separated by line feeds, and the last has none.</summary>
    public static string Of(Value value)
    {
        StringBuilder text = new();
        Append(text, value, new Room(LineLength, 0, 0));
        return text.ToString();
    }

    private static void Append(StringBuilder text, Value value, Room room)
    {
        string line = ValueText.Of(value);
        if (line.Length <= room.Length - room.Reserved)
        {
            text.Append(line);
            return;
        }

        switch (value)
        {
            case FiniteSet set when line[0] == '{': // A long interval is written as one.
                AppendList(text, "{ ", set.Elements(), " }", room);
                break;
            case FiniteFunction { IsTuple: true } tuple:
                AppendList(text, "<< ", tuple.Values, " >>", room);
                break;
            case FiniteFunction record when line[0] == '[':
                AppendPairs(text, "[ ", record, " |->", ",", " ]", room);
                break;
            case FiniteFunction function:
                AppendPairs(text, "( ", function, " :>", " @@", " )", room);
                break;
            default:
                text.Append(line);
                break;
        }
    }

    private static void AppendList(StringBuilder text, string open, IEnumerable<Value> values, string close, Room room)
    {
        Room inside = room.Inside(open, close);
        text.Append(open);
        Value? before = null;
        foreach (Value value in values)
        {
            if (before is not null)
            {
                Append(text, before, inside with { Reserved = 1 });
                NewLine(text.Append(','), inside);
            }

            before = value;
        }

        if (before is not null)
        {
            Append(text, before, inside);
        }

        text.Append(close);
    }

    private static void AppendPairs(StringBuilder text, string open, FiniteFunction function, string arrow, string between, string close, Room room)
    {
        Room inside = room.Inside(open, close);
        text.Append(open);
        for (int i = 0; i < function.Count; i++)
        {
            bool isLast = i == function.Count - 1;
            Value argument = function.FiniteDomain[i];
            AppendPair(text, argument, open[0] == '[' ? ((StringValue)argument).Text : ValueText.Of(argument), arrow, function.Values[i], inside with { Reserved = isLast ? inside.Reserved : between.Length });
            if (!isLast)
            {
                NewLine(text.Append(between), inside);
            }
        }

        text.Append(close);
    }

    // On one line, or the value below its argument.
    private static void AppendPair(StringBuilder text, Value argument, string name, string arrow, Value value, Room room)
    {
        string line = ValueText.Of(value);
        if (name.Length + arrow.Length + 1 + line.Length <= room.Length - room.Reserved)
        {
            text.Append(name).Append(arrow).Append(' ').Append(line);
            return;
        }

        if (name.Length + arrow.Length <= room.Length)
        {
            text.Append(name);
        }
        else
        {
            Append(text, argument, room with { Reserved = room.Reserved + arrow.Length });
        }

        Room below = room with { Length = room.Length - ValueIndent, Indent = room.Indent + ValueIndent };
        NewLine(text.Append(arrow), below);
        Append(text, value, below);
    }

    private static void NewLine(StringBuilder text, Room room) => text.Append('\n').Append(' ', room.Indent);

    /// <summary>The place that a value has.</summary>
    /// <param name="Length">Characters of each line, after the indent.</param>
    /// <param name="Reserved">How many of them, at the end of the last line, are for what follows.</param>
    /// <param name="Indent">How many spaces begin each line after the first.</param>
    private readonly record struct Room(int Length, int Reserved, int Indent)
    {
        public Room Inside(string open, string close) => new(Length - open.Length, Reserved + close.Length, Indent + open.Length);
    }
}
