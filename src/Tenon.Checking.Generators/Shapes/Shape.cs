namespace Tenon.Checking.Generators.Shapes;

/// <summary>How values of a type become bits: what to write for it into a codec. The words are those of the derivation at run time.</summary>
/// <remarks>Statements and expressions find <c>writer</c> and <c>reader</c> in scope and overflow unchecked.</remarks>
internal abstract class Shape(string typeName)
{
    /// <summary>The type, in full.</summary>
    public string TypeName => typeName;

    /// <summary>The number in the names of what the codec holds for this shape.</summary>
    public int Id { get; set; }

    /// <summary>The number of bits if all values take the same, at most 32; otherwise null.</summary>
    public virtual int? FixedBits => null;

    /// <summary>Writes statements that write a value.</summary>
    /// <param name="code">Takes them.</param>
    /// <param name="value">An expression that may be evaluated often.</param>
    public abstract void Write(CodeText code, string value);

    /// <summary>An expression that reads a value.</summary>
    public abstract string Read { get; }

    /// <summary>An expression for the value as people read it.</summary>
    public abstract string Format(string value);

    /// <summary>Writes what the codec's class needs for it.</summary>
    public virtual void Declare(CodeText code)
    {
    }

    /// <summary>Writes statements of the codec's constructor, where <c>sets</c> are the model's scalar sets.</summary>
    public virtual void Construct(CodeText code)
    {
    }

    /// <summary>Of a shape of fixed width: an expression for a value's bits; what must be said before is written.</summary>
    public virtual string ToBits(CodeText code, string value) => throw new InvalidOperationException();

    /// <summary>Of a shape of fixed width: an expression for the value of these bits, which is evaluated once.</summary>
    public virtual string FromBits(string bits) => throw new InvalidOperationException();
}

/// <summary>A shape whose values all take the same number of bits.</summary>
internal abstract class FixedShape(string typeName, int bits) : Shape(typeName)
{
    public sealed override int? FixedBits => bits;

    public sealed override string Read => FromBits($"reader.ReadBits({bits})");

    public sealed override void Write(CodeText code, string value) => code.Line($"writer.WriteBits({ToBits(code, value)}, {bits});");
}
