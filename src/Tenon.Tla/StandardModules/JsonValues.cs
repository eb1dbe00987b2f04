using System.Globalization;
using System.Text;
using System.Text.Json;
using Tenon.Tla.Values;

namespace Tenon.Tla.StandardModules;

/// <summary>Values as JSON and back: sequences and sets are arrays, records and other functions are objects.</summary>
internal static class JsonValues
{
    public static string Write(Value value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="EvaluationException">There is no value for it: null, and fractions.</exception>
    public static Value Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    private static Value Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.String => StringValue.Of(element.GetString() ?? ""),
        JsonValueKind.Number => element.TryGetInt64(out long number) ? IntegerValue.Of(number) : throw new EvaluationException($"The number {element} in JSON is no whole number of 64 bits"),
        JsonValueKind.Array => FiniteFunction.Tuple([.. element.EnumerateArray().Select(Read)]),
        JsonValueKind.Object => element.EnumerateObject().Any()
            ? FiniteFunction.Record([.. element.EnumerateObject().Select(property => (property.Name, Read(property.Value)))])
            : FiniteFunction.Empty,
        _ => throw new EvaluationException("There is no value for null in JSON"),
    };

    private static void Append(StringBuilder text, Value value)
    {
        switch (value)
        {
            case BooleanValue boolean:
                text.Append(boolean.IsTrue ? "true" : "false");
                break;
            case IntegerValue number:
                text.Append(CultureInfo.InvariantCulture, $"{number.Number}");
                break;
            case SetValue set:
                AppendArray(text, set.ToFinite().Elements());
                break;
            case FunctionValue function when function.ToFinite() is { IsTuple: true } tuple:
                AppendArray(text, tuple.Values);
                break;
            case FunctionValue function:
                AppendObject(text, function.ToFinite());
                break;
            default:
                text.Append(Quote(value is StringValue plain ? plain.Text : value.ToString()));
                break;
        }
    }

    private static void AppendArray(StringBuilder text, IEnumerable<Value> values)
    {
        string separator = "";
        text.Append('[');
        foreach (Value value in values)
        {
            text.Append(separator);
            Append(text, value);
            separator = ",";
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, FiniteFunction function)
    {
        text.Append('{');
        for (int i = 0; i < function.Count; i++)
        {
            Value key = function.FiniteDomain[i];
            text.Append(i > 0 ? "," : "").Append(Quote(key is StringValue plain ? plain.Text : key.ToString())).Append(':');
            Append(text, function.Values[i]);
        }

        text.Append('}');
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
