using System.Globalization;
using System.Text.Json;

namespace Tenon.Splits.Metadata;

/// <summary>Reads the fields of a JSON object, each error naming the record, the field, what was found and what is expected.</summary>
public sealed class JsonObjectReader
{
    private readonly string _record;
    private readonly JsonElement _object;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>A reader of an object.</summary>
    /// <param name="record">How errors call it.</param>
    /// <param name="element">The object.</param>
    /// <exception cref="FormatException">It is no object.</exception>
    public JsonObjectReader(string record, JsonElement element)
    {
        (_record, _object) = (record, element);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{record} is {NameOf(element)}; an object is expected");
        }
    }

    /// <summary>The fields that nobody asked for.</summary>
    public IEnumerable<string> Unread => _object.EnumerateObject().Select(property => property.Name).Where(name => !_read.Contains(name));

    /// <summary>Parses a whole text as one object.</summary>
    /// <typeparam name="T">What is read of it.</typeparam>
    /// <param name="record">How errors call it.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="FormatException">It is no JSON, or no object; or as <paramref name="read"/> says.</exception>
    public static T Parse<T>(string record, ReadOnlyMemory<byte> utf8, Func<JsonObjectReader, T> read)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"{record} is no JSON: {e.Message}", e);
        }

        using (document)
        {
            return read(new JsonObjectReader(record, document.RootElement));
        }
    }

    /// <summary>A field that is there and not null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGet(string name, out JsonElement value)
    {
        _read.Add(name);
        return _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A text that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is not there, or no text.</exception>
    public string RequiredText(string name) => Text(name) ?? throw new FormatException($"{_record}: no field '{name}'; a text is expected");

    /// <summary>A text; null if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is no text.</exception>
    public string? Text(string name) =>
        !TryGet(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Unexpected(name, value, "a text");

    /// <summary>A whole number, at least 0, that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is not there, or no such number.</exception>
    public long RequiredNumber(string name) =>
        Number(name) ?? throw new FormatException($"{_record}: no field '{name}'; a number is expected");

    /// <summary>A whole number; null if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="minimum">The least that is accepted.</param>
    /// <param name="maximum">The most.</param>
    /// <exception cref="FormatException">It is no such number.</exception>
    public long? Number(string name, long minimum = 0, long maximum = long.MaxValue)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= minimum && number <= maximum
            ? number
            : throw Unexpected(name, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));
    }

    /// <summary>A whole number of 32 bits; null if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <param name="minimum">The least that is accepted.</param>
    /// <exception cref="FormatException">It is no such number.</exception>
    public int? Integer(string name, int minimum = 0) => (int?)Number(name, minimum, int.MaxValue);

    /// <summary>A whole number of 64 bits without sign; 0 if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is no such number.</exception>
    public ulong Unsigned(string name) =>
        !TryGet(name, out JsonElement value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) ? number
        : throw Unexpected(name, value, "a whole number of 64 bits without sign");

    /// <summary>A list of texts; empty if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is no such list.</exception>
    public IEnumerable<string> Texts(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(item => item.GetString()!).ToArray() // A string, as was checked.
            : throw Unexpected(name, value, "a list of texts");
    }

    /// <summary>An object; null if it is not there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is no object.</exception>
    public JsonObjectReader? Object(string name) => TryGet(name, out JsonElement value) ? new JsonObjectReader($"{_record}: field '{name}'", value) : null;

    /// <summary>A list that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is not there, or no list.</exception>
    public IEnumerable<JsonElement> RequiredList(string name) =>
        !TryGet(name, out JsonElement value) ? throw new FormatException($"{_record}: no field '{name}'; a list is expected")
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Unexpected(name, value, "a list");

    /// <summary>A list of objects that must be there.</summary>
    /// <param name="name">The field.</param>
    /// <exception cref="FormatException">It is not there, or no such list.</exception>
    public IEnumerable<JsonObjectReader> RequiredObjects(string name) =>
        RequiredList(name).Select((element, i) => new JsonObjectReader(string.Create(CultureInfo.InvariantCulture, $"{_record}: field '{name}', entry {i + 1}"), element));

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    /// <summary>Refuses versions whose major part is above the one this program knows: what their fields mean is not known.</summary>
    /// <param name="known">That part.</param>
    /// <exception cref="FormatException">It is higher, or no version.</exception>
    public void CheckVersion(int known)
    {
        if (!TryGet("version", out JsonElement value))
        {
            return; // Written before there were versions.
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(); // A string, as was checked.
        if (!int.TryParse(text.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) || major < 0 || major > known)
        {
            throw Unexpected("version", value, string.Create(CultureInfo.InvariantCulture, $"at most {known}, which is what this program can read,"));
        }
    }

    /// <summary>An error about a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">What it is.</param>
    /// <param name="expected">What is expected.</param>
    public FormatException Unexpected(string name, JsonElement value, string expected) =>
        new($"{_record}: field '{name}' is {NameOf(value)}; {expected} is expected");

    /// <summary>An error about a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="found">What it is.</param>
    /// <param name="expected">What is expected.</param>
    public FormatException Unexpected(string name, string found, string expected) =>
        new($"{_record}: field '{name}' is '{found}'; {expected} is expected");

    /// <summary>An error about a field that nobody knows.</summary>
    /// <param name="name">The field.</param>
    public FormatException UnknownField(string name) => new($"{_record}: field '{name}' is not known; one of {string.Join(", ", _read.Order(StringComparer.Ordinal))} is expected");

    private static string NameOf(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 100 ? text : $"{text[..100]}...";
    }
}
