using System.Text;

namespace Tenon.Checking.Generators;

/// <summary>C# as it is put together, line by line.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private int _locals;

    /// <summary>The class of the codec that is being written.</summary>
    public string Owner { get; set; } = "";

    public void Line(string line) => _text.Append(' ', line.Length == 0 ? 0 : _depth * 4).Append(line).Append('\n');

    /// <summary>A line and the block that belongs to it.</summary>
    public void Block(string head, Action body)
    {
        Line(head);
        Line("{");
        _depth++;
        body();
        _depth--;
        Line("}");
    }

    /// <summary>A name that no other local has.</summary>
    public string Local(string prefix) => $"{prefix}{_locals++}";

    public override string ToString() => _text.ToString();
}
