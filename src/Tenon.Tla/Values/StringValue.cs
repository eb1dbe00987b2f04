using System.Collections.Concurrent;

namespace Tenon.Tla.Values;

/// <summary>A string. Equal strings are one object.</summary>
internal sealed class StringValue : Value
{
    private static readonly ConcurrentDictionary<string, StringValue> Known = new(StringComparer.Ordinal);

    private StringValue(string text) => Text = text;

    public string Text { get; }

    public override ValueKind Kind => ValueKind.String;

    public static StringValue Of(string text) => Known.GetOrAdd(text, static t => new StringValue(t));

    public override bool HasSameContent(Value other) => ReferenceEquals(this, other);

    protected override ulong ComputeHash() => ValueHash.OfString(Text);
}
