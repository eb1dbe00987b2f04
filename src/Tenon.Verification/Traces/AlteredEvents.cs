using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tenon.Conformance;
using Tenon.Conformance.Reading;
using Tenon.Pipeline.Events;

namespace Tenon.Verification.Traces;

/// <summary>Records in which one value of one event is another: a number by one, an id or a digest in its last character.</summary>
internal static partial class AlteredEvents
{
    /// <summary>Each record that differs from what was told in one value that says something; null where it cannot even be read.</summary>
    /// <param name="told">What was told.</param>
    public static IEnumerable<(string What, ImmutableArray<RecordedEvent>? Record)> Of(ImmutableArray<StampedEvent> told)
    {
        ImmutableArray<RecordedEvent> record = [.. told.Select(RecordedEvent.Of)];
        for (int i = 0; i < told.Length; i++)
        {
            foreach ((string value, string line) in Alterations(TextOf(told[i])))
            {
                string what = string.Create(CultureInfo.InvariantCulture, $"{value} of event {i + 1}, {EventJson.NameOf(told[i].Event)}");
                yield return (what, Read(line) is StampedEvent other ? record.SetItem(i, RecordedEvent.Of(other)) : null);
            }
        }
    }

    private static StampedEvent? Read(string line)
    {
        try
        {
            return EventReader.Read("altered", Encoding.UTF8.GetBytes(line));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string TextOf(StampedEvent stamped)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventJson.Write(stamped, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // Texts for people, times and the kind of an end say nothing that could be judged; by the rules all the rest is judged.
    private static IEnumerable<(string Value, string Line)> Alterations(string line)
    {
        JsonNode json = JsonNode.Parse(line)!; // It was written as JSON.
        foreach (JsonValue leaf in Leaves(json).ToArray())
        {
            string path = leaf.GetPath();
            string name = Subscript().Replace(path, "").Split('.')[^1];
            if (name is "reason" or "time" or "why" or "folder" or "sortFields" || path.StartsWith("$.rules", StringComparison.Ordinal))
            {
                continue;
            }

            JsonNode copy = JsonNode.Parse(line)!;
            JsonValue other = Leaves(copy).First(each => each.GetPath() == path);
            if (other.Parent is JsonArray array)
            {
                array[other.GetElementIndex()] = Altered(leaf, name);
            }
            else
            {
                other.Parent![other.GetPropertyName()] = Altered(leaf, name); // An event is an object, so no value stands alone.
            }

            yield return (name, copy.ToJsonString());
        }
    }

    private static JsonValue Altered(JsonValue leaf, string name)
    {
        if (leaf.TryGetValue(out long number))
        {
            return JsonValue.Create(number + 1);
        }

        string text = leaf.GetValue<string>();
        return name == "maturesAt"
            ? JsonValue.Create(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).AddHours(1).ToString("O", CultureInfo.InvariantCulture))
            : JsonValue.Create(text[..^1] + (text[^1] == '0' ? '1' : '0'));
    }

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonValue value => [value],
        JsonArray array => array.SelectMany(Leaves),
        JsonObject fields => fields.SelectMany(field => Leaves(field.Value)),
        _ => [],
    };

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Subscript();
}
