using System.Globalization;
using System.Text;

namespace Tenon.Tla.Values;

/// <summary>Values as TLC prints them.</summary>
internal static class ValueText
{
    /// <summary>How much of a value a message shows.</summary>
    private const int ShortLength = 400;

    /// <summary>Lazy sets with more elements are printed as they were written.</summary>
    private const int MaximumListed = 1000;

    public static string Of(Value value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>The value, cut off if it is long.</summary>
    public static string Short(Value value)
    {
        string text = Of(value);
        return text.Length <= ShortLength ? text : $"{text.AsSpan(0, ShortLength)}...";
    }

    public static string KindName(Value value) => value switch
    {
        BooleanValue => "boolean",
        IntegerValue => "integer",
        StringValue => "string",
        ModelValue => "model value",
        SetValue => "set",
        FiniteFunction { IsTuple: true } => "sequence",
        FiniteFunction { IsRecord: true } => "record",
        FunctionValue => "function",
        _ => "operator",
    };

    /// <summary>A string as it is written, in quotes and with escapes.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Whether the text can be the name of a field.</summary>
    public static bool IsName(string text) =>
        text.Any(char.IsAsciiLetter) && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private static void Append(StringBuilder text, Value value)
    {
        switch (value)
        {
            case BooleanValue boolean:
                text.Append(boolean.IsTrue ? "TRUE" : "FALSE");
                break;
            case IntegerValue number:
                text.Append(CultureInfo.InvariantCulture, $"{number.Number}");
                break;
            case StringValue text2:
                text.Append(Quote(text2.Text));
                break;
            case ModelValue model:
                text.Append(model.Name);
                break;
            case IntervalSet { High: var high, Low: var low } when high - low >= MaximumListed:
                text.Append(CultureInfo.InvariantCulture, $"{low}..{high}");
                break;
            case FiniteSet set:
                AppendList(text, "{", set.Elements(), "}");
                break;
            case SetValue set:
                AppendLazySet(text, set);
                break;
            case FiniteFunction function:
                AppendFunction(text, function);
                break;
            case LazyFunction function:
                AppendLazyFunction(text, function);
                break;
            default:
                text.Append("<operator>");
                break;
        }
    }

    private static void AppendList(StringBuilder text, string open, IEnumerable<Value> values, string close)
    {
        text.Append(open);
        string separator = "";
        foreach (Value value in values)
        {
            text.Append(separator);
            Append(text, value);
            separator = ", ";
        }

        text.Append(close);
    }

    private static void AppendFunction(StringBuilder text, FiniteFunction function)
    {
        if (function.IsTuple)
        {
            AppendList(text, "<<", function.Values, ">>");
        }
        else if (function.IsRecord && function.FiniteDomain.Elements().All(key => IsName(((StringValue)key).Text)))
        {
            AppendPairs(text, "[", function, " |-> ", ", ", "]");
        }
        else
        {
            AppendPairs(text, "(", function, " :> ", " @@ ", ")");
        }
    }

    private static void AppendPairs(StringBuilder text, string open, FiniteFunction function, string arrow, string between, string close)
    {
        text.Append(open);
        for (int i = 0; i < function.Count; i++)
        {
            text.Append(i > 0 ? between : "");
            Value key = function.FiniteDomain[i];
            if (open == "[")
            {
                text.Append(((StringValue)key).Text);
            }
            else
            {
                Append(text, key);
            }

            text.Append(arrow);
            Append(text, function.Values[i]);
        }

        text.Append(close);
    }

    private static void AppendLazyFunction(StringBuilder text, LazyFunction function)
    {
        if (function.Domain is { IsEnumerable: true } && function.Domain.Cardinality() <= MaximumListed)
        {
            try
            {
                AppendFunction(text, function.ToFinite());
                return;
            }
            catch (EvaluationException)
            {
                // What it is for some argument cannot be computed: it is shown by its domain.
            }
        }

        text.Append("[x \\in ");
        Append(text, function.Domain);
        text.Append(" |-> ...]");
    }

    private static void AppendLazySet(StringBuilder text, SetValue set)
    {
        if (TryList(set) is FiniteSet listed)
        {
            Append(text, listed);
            return;
        }

        switch (set)
        {
            case InfiniteSet named:
                text.Append(named.Name);
                break;
            case PowerSet power:
                Append(text.Append("SUBSET "), power.Base);
                break;
            case SetOfSequences sequences:
                Append(text.Append("Seq("), sequences.Base);
                text.Append(')');
                break;
            case SetOfFunctions functions:
                Append(text.Append('['), functions.Domain);
                Append(text.Append(" -> "), functions.Range);
                text.Append(']');
                break;
            case SetOfRecords records:
                AppendRecords(text, records);
                break;
            case LazyUnion union:
                AppendOperands(text, union.Left, " \\cup ", union.Right);
                break;
            case LazyIntersection both:
                AppendOperands(text, both.Left, " \\cap ", both.Right);
                break;
            case LazyDifference difference:
                AppendOperands(text, difference.Left, " \\ ", difference.Right);
                break;
            case LazyBigUnion union:
                AppendList(text, "UNION {", union.Sets.ToArray(), "}");
                break;
            default:
                text.Append("{x \\in ... : ...}");
                break;
        }
    }

    private static void AppendOperands(StringBuilder text, SetValue left, string symbol, SetValue right)
    {
        Append(text.Append('('), left);
        Append(text.Append(symbol), right);
        text.Append(')');
    }

    private static void AppendRecords(StringBuilder text, SetOfRecords records)
    {
        bool isProduct = records.Domain is IntervalSet;
        text.Append(isProduct ? '(' : '[');
        for (int i = 0; i < records.Ranges.Length; i++)
        {
            text.Append(i == 0 ? "" : isProduct ? " \\X " : ", ");
            if (!isProduct)
            {
                text.Append(((StringValue)records.Domain[i]).Text).Append(" : ");
            }

            Append(text, records.Ranges[i]);
        }

        text.Append(isProduct ? ')' : ']');
    }

    private static FiniteSet? TryList(SetValue set)
    {
        try
        {
            return set.IsEnumerable && set is not FilteredSet && set.Cardinality() <= MaximumListed ? set.ToFinite() : null;
        }
        catch (EvaluationException)
        {
            return null; // It is shown as it was written.
        }
    }
}
