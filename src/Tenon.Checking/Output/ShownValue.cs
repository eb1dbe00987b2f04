using System.Text.Json;

namespace Tenon.Checking.Output;

/// <summary>A value as other tools know values. Immutable.</summary>
internal abstract record ShownValue
{
    private ShownValue()
    {
    }

    /// <summary>Writes the value in the Informal Trace Format.</summary>
    public abstract void WriteItf(Utf8JsonWriter json);

    private static void WriteItf(Utf8JsonWriter json, string kind, IReadOnlyList<ShownValue> items)
    {
        json.WriteStartObject();
        json.WritePropertyName(kind);
        WriteItf(json, items);
        json.WriteEndObject();
    }

    private static void WriteItf(Utf8JsonWriter json, IEnumerable<ShownValue> items)
    {
        json.WriteStartArray();
        foreach (ShownValue item in items)
        {
            item.WriteItf(json);
        }

        json.WriteEndArray();
    }

    public sealed record Number(string Digits) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("#bigint", Digits);
            json.WriteEndObject();
        }
    }

    public sealed record Truth(bool Value) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => json.WriteBooleanValue(Value);
    }

    public sealed record Text(string Value) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => json.WriteStringValue(Value);
    }

    public sealed record Nothing : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => new Record("null", []).WriteItf(json);
    }

    public sealed record Sequence(IReadOnlyList<ShownValue> Items) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => WriteItf(json, Items);
    }

    public sealed record Tuple(IReadOnlyList<ShownValue> Items) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => WriteItf(json, "#tup", Items);
    }

    public sealed record Set(IReadOnlyList<ShownValue> Items) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json) => WriteItf(json, "#set", Items);
    }

    public sealed record Map(IReadOnlyList<(ShownValue Key, ShownValue Value)> Pairs) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteStartArray("#map");
            foreach ((ShownValue key, ShownValue value) in Pairs)
            {
                WriteItf(json, [key, value]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>A record: a variant of one name, since the name may be all that tells the cases of a union apart.</summary>
    public sealed record Record(string Name, IReadOnlyList<(string Name, ShownValue Value)> Parts) : ShownValue
    {
        public override void WriteItf(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("tag", Name);
            json.WriteStartObject("value");
            foreach ((string name, ShownValue value) in Parts)
            {
                json.WritePropertyName(name);
                value.WriteItf(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
