using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tenon.Checking.Output;

/// <summary>Reads the text of a value back: the notation of codecs, which is also that of records as the compiler writes them.</summary>
/// <remarks>
/// <code>
/// 7  True  Started  'c'  "text"  null          numbers, truth values, names, characters, texts, nothing
/// [a, b]  (a, b)  {a, b}  {k: v, l: w}  {:}    sequences, tuples, sets, maps, an empty map
/// Name { Part = a, Other = b }                 records
/// 0 -> 1: a                                    a message of an actor to another
/// </code>
/// A text of any other form is nobody's business here: it stays a text.
/// </remarks>
internal sealed class ValueText
{
    /// <summary>Deeper values stay texts: a bound on recursion.</summary>
    private const int MaximumDepth = 200;

    private static readonly SearchValues<char> Special = SearchValues.Create(",[]{}()\"':=\n\r");
    private readonly string _text;
    private int _at;
    private int _depth;

    private ValueText(string text) => _text = text;

    /// <summary>The value that a text stands for.</summary>
    public static ShownValue Read(string text)
    {
        ValueText reader = new(text);
        return reader.TryRead(out ShownValue? value) && reader.IsAtEnd ? value : new ShownValue.Text(text);
    }

    private bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at == _text.Length;
        }
    }

    private bool TryRead([NotNullWhen(true)] out ShownValue? value)
    {
        value = null;
        SkipSpace();
        if (_at == _text.Length || ++_depth > MaximumDepth)
        {
            return false;
        }

        value = _text[_at] switch
        {
            '"' => Quoted(),
            '\'' => Character(),
            '[' => List(']') is List<ShownValue> items ? new ShownValue.Sequence(items) : null,
            '(' => List(')') is List<ShownValue> items ? new ShownValue.Tuple(items) : null,
            '{' => Braced(),
            _ => Named(),
        };
        _depth--;
        return value is not null;
    }

    private ShownValue.Text? Quoted()
    {
        System.Text.StringBuilder read = new();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == '"')
            {
                _at++;
                return new ShownValue.Text(read.ToString());
            }

            if (_text[_at] == '\\' && ++_at == _text.Length)
            {
                return null;
            }

            read.Append(_text[_at]);
        }

        return null;
    }

    private ShownValue.Text? Character()
    {
        if (_at + 2 >= _text.Length || _text[_at + 2] != '\'')
        {
            return null;
        }

        _at += 3;
        return new ShownValue.Text(_text[_at - 2].ToString());
    }

    // Values up to a closing bracket.
    private List<ShownValue>? List(char end)
    {
        List<ShownValue> items = [];
        _at++;
        if (Takes(end))
        {
            return items;
        }

        do
        {
            if (!TryRead(out ShownValue? item))
            {
                return null;
            }

            items.Add(item);
        }
        while (Takes(','));
        return Takes(end) ? items : null;
    }

    // A set, or a map, which shows at its first key.
    private ShownValue? Braced()
    {
        _at++;
        if (Takes('}'))
        {
            return new ShownValue.Set([]);
        }

        if (Takes(':'))
        {
            return Takes('}') ? new ShownValue.Map([]) : null;
        }

        List<ShownValue> keys = [];
        List<ShownValue> values = [];
        do
        {
            if (!TryRead(out ShownValue? key))
            {
                return null;
            }

            keys.Add(key);
            if (Takes(':'))
            {
                if (!TryRead(out ShownValue? value))
                {
                    return null;
                }

                values.Add(value);
            }
        }
        while (Takes(','));
        return !Takes('}') ? null
            : values.Count == 0 ? new ShownValue.Set(keys)
            : values.Count == keys.Count ? new ShownValue.Map([.. keys.Zip(values)])
            : null;
    }

    // What begins with a name or number.
    private ShownValue? Named()
    {
        string name = Word();
        if (name.Length == 0)
        {
            return null;
        }

        if (Takes('{'))
        {
            return Parts() is List<(string, ShownValue)> parts ? new ShownValue.Record(name, parts) : null;
        }

        string[] ends = name.Split(" -> ");
        if (ends.Length == 2 && ends.All(IsNumber))
        {
            return Takes(':') && TryRead(out ShownValue? message)
                ? new ShownValue.Record("Envelope", [("Source", new ShownValue.Number(ends[0])), ("Destination", new ShownValue.Number(ends[1])), ("Message", message)])
                : null;
        }

        return name switch
        {
            "True" => new ShownValue.Truth(true),
            "False" => new ShownValue.Truth(false),
            "null" => new ShownValue.Nothing(),
            _ => IsNumber(name) ? new ShownValue.Number(name) : new ShownValue.Text(name),
        };
    }

    private List<(string Name, ShownValue Value)>? Parts()
    {
        List<(string, ShownValue)> parts = [];
        if (Takes('}'))
        {
            return parts;
        }

        do
        {
            string name = Word();
            if (name.Length == 0 || !Takes('=') || !TryRead(out ShownValue? value))
            {
                return null;
            }

            parts.Add((name, value));
        }
        while (Takes(','));
        return Takes('}') ? parts : null;
    }

    private static bool IsNumber(string text) =>
        System.Numerics.BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out System.Numerics.BigInteger number)
        && number.ToString(CultureInfo.InvariantCulture) == text;

    private string Word()
    {
        int length = _text.AsSpan(_at).IndexOfAny(Special);
        string word = length < 0 ? _text[_at..] : _text.Substring(_at, length);
        _at += word.Length;
        return word.Trim();
    }

    private bool Takes(char wanted)
    {
        SkipSpace();
        bool isThere = _at < _text.Length && _text[_at] == wanted;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }
}
