namespace Tenon.Checking.Generators.Shapes;

/// <summary>A shape that has methods of its own in the codec, because it is long, may hold itself, or is needed as a codec.</summary>
internal abstract class CalledShape(string typeName) : Shape(typeName)
{
    private bool _isCodec;

    public sealed override string Read => $"Read{Id}(reader)";

    public sealed override void Write(CodeText code, string value) => code.Line($"Write{Id}({value}, writer);");

    public sealed override string Format(string value) => $"Format{Id}({value})";

    /// <summary>An expression, in the constructor, for a codec of these values.</summary>
    public string AsCodec()
    {
        _isCodec = true;
        return $"new Codec{Id}(this)";
    }

    public override void Declare(CodeText code)
    {
        code.Block($"private void Write{Id}({TypeName} value, {Names.StateWriter} writer)", () => code.Block("unchecked", () => WriteBody(code)));
        code.Block($"private {TypeName} Read{Id}({Names.StateReader} reader)", () => code.Block("unchecked", () => ReadBody(code)));
        code.Line($"private string Format{Id}({TypeName} value) => {FormatBody()};");
        if (_isCodec)
        {
            code.Block($"private sealed class Codec{Id}({code.Owner} all) : {Names.StateCodec}<{TypeName}>", () =>
            {
                code.Line($"public override void Write({TypeName} value, {Names.StateWriter} writer) => all.Write{Id}(value, writer);");
                code.Line($"public override {TypeName} Read({Names.StateReader} reader) => all.Read{Id}(reader);");
                code.Line($"public override string Format({TypeName} value) => all.Format{Id}(value);");
            });
        }
    }

    /// <summary>Writes statements that write <c>value</c>.</summary>
    protected abstract void WriteBody(CodeText code);

    /// <summary>Writes statements that return what they read.</summary>
    protected abstract void ReadBody(CodeText code);

    /// <summary>An expression for <c>value</c> as people read it.</summary>
    protected abstract string FormatBody();
}

/// <summary>A simple shape that is needed as a codec.</summary>
internal sealed class WrappedShape(Shape inner) : CalledShape(inner.TypeName)
{
    protected override void WriteBody(CodeText code) => inner.Write(code, "value");

    protected override void ReadBody(CodeText code) => code.Line($"return {inner.Read};");

    protected override string FormatBody() => inner.Format("value");
}
