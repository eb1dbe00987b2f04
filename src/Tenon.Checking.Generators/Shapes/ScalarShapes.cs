using System.Globalization;

namespace Tenon.Checking.Generators.Shapes;

/// <summary>A truth value, a byte or a character.</summary>
internal sealed class PlainFixedShape(string typeName, int bits) : FixedShape(typeName, bits)
{
    private bool IsBoolean => FixedBits == 1;

    private bool IsCharacter => FixedBits == 16;

    public override string Format(string value) => IsCharacter ? $"\"'\" + {value} + \"'\"" : NumberShape.Text(value);

    public override string ToBits(CodeText code, string value) => IsBoolean ? $"({value} ? 1UL : 0UL)" : $"(ulong){value}";

    public override string FromBits(string bits) => IsBoolean ? $"({bits} != 0UL)" : $"(({TypeName}){bits})";
}

/// <summary>A number that takes few bits if it is near 0.</summary>
internal sealed class NumberShape(string typeName, bool isSigned) : Shape(typeName)
{
    public override string Read => $"({TypeName})reader.{(isSigned ? "ReadSigned" : "ReadUnsigned")}()";

    public static string Text(string value) => $"global::System.Convert.ToString({value}, global::System.Globalization.CultureInfo.InvariantCulture)";

    public override void Write(CodeText code, string value) => code.Line($"writer.{(isSigned ? "WriteSigned" : "WriteUnsigned")}({value});");

    public override string Format(string value) => Text(value);
}

/// <summary>A number of a range.</summary>
internal sealed class RangeShape(int minimum, int maximum)
    : FixedShape("int", BitsFor((ulong)((long)maximum - minimum)))
{
    /// <summary>Bits needed to tell values from 0 to this one apart.</summary>
    public static int BitsFor(ulong greatest)
    {
        int bits = 0;
        for (; greatest != 0; greatest >>= 1)
        {
            bits++;
        }

        return bits;
    }

    public override string Format(string value) => NumberShape.Text(value);

    public override string ToBits(CodeText code, string value)
    {
        string number = code.Local("number");
        code.Line($"ulong {number} = (ulong)((long){value} - ({Text(minimum)}L));");
        code.Block($"if ({number} > {(ulong)((long)maximum - minimum)}UL)", () => code.Line(
            $"ThrowNoSuchValue({value}, \"The codec is for numbers from {Text(minimum)} to {Text(maximum)}.\");"));
        return number;
    }

    public override string FromBits(string bits) => $"(int)((long){bits} + ({Text(minimum)}L))";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An enumeration without negative or very large values.</summary>
internal sealed class EnumShape(string typeName, string name, string unsignedType, ulong greatest, bool isFlags) : FixedShape(typeName, RangeShape.BitsFor(greatest))
{
    // Flags combine, so every pattern of their bits is a value.
    private readonly ulong _greatest = isFlags ? (1UL << RangeShape.BitsFor(greatest)) - 1 : greatest;

    public override string Format(string value) => LargeEnumShape.Text(value);

    public override string ToBits(CodeText code, string value)
    {
        string number = code.Local("number");
        code.Line($"ulong {number} = (ulong)({unsignedType}){value};");
        code.Block($"if ({number} > {_greatest}UL)", () => code.Line($"ThrowNoSuchValue({value}, {Names.Literal($"{name} has no such value.")});"));
        return number;
    }

    public override string FromBits(string bits) => $"({TypeName}){bits}";
}

/// <summary>Any other enumeration, as numbers of varying length.</summary>
internal sealed class LargeEnumShape(string typeName, string unsignedType) : Shape(typeName)
{
    public override string Read => $"({TypeName})reader.ReadUnsigned()";

    public override void Write(CodeText code, string value) => code.Line($"writer.WriteUnsigned((ulong)({unsignedType}){value});");

    /// <summary>The name, or the names of flags that are set.</summary>
    public static string Text(string value) => $"{value}.ToString().Replace(\", \", \" | \")";

    public override string Format(string value) => Text(value);
}

/// <summary>A text.</summary>
internal sealed class StringShape() : Shape("string")
{
    public override string Read => "reader.ReadString()";

    public override void Write(CodeText code, string value) => code.Line($"writer.WriteString({value});");

    public override string Format(string value) => $"{Names.StateCodec}.String.Format({value})";
}

/// <summary>A member of a scalar set.</summary>
internal sealed class MemberShape(string set) : Shape("int")
{
    public override string Read => $"(int)reader.ReadBits(_bits{Id})";

    public override void Write(CodeText code, string value)
    {
        code.Block($"if (writer.IsPlain && (uint){value} < (uint)_count{Id})", () => code.Line($"writer.WriteBits((ulong){value}, _bits{Id});"));
        code.Block("else", () => code.Line($"_member{Id}.Write({value}, writer);"));
    }

    public override string Format(string value) => NumberShape.Text(value);

    public override void Declare(CodeText code)
    {
        code.Line($"private readonly {Names.StateCodec}<int> _member{Id};");
        code.Line($"private readonly int _count{Id};");
        code.Line($"private readonly int _bits{Id};");
    }

    public override void Construct(CodeText code)
    {
        code.Line($"_count{Id} = {Names.ScalarSet}.Named(sets, {Names.Literal(set)}).Count;");
        code.Line($"_bits{Id} = 64 - global::System.Numerics.BitOperations.LeadingZeroCount((ulong)(_count{Id} - 1));");
        code.Line($"_member{Id} = {Names.StateCodec}.Member({Names.ScalarSet}.Named(sets, {Names.Literal(set)}));");
    }
}

/// <summary>A value type or nothing, or an object or null: a bit, then the value.</summary>
internal sealed class OptionalShape(string typeName, Shape inner, bool isStruct) : Shape(typeName)
{
    public override string Read => $"(reader.ReadBits(1) != 0UL ? ({TypeName}){Inner.Read} : ({TypeName})null)";

    private Shape Inner => inner;

    public override void Write(CodeText code, string value)
    {
        code.Block($"if ({(isStruct ? $"!{value}.HasValue" : $"{value} is null")})", () => code.Line("writer.WriteBits(0UL, 1);"));
        code.Block("else", () =>
        {
            code.Line("writer.WriteBits(1UL, 1);");
            string given = code.Local("given");
            code.Line($"{inner.TypeName} {given} = {value}{(isStruct ? ".GetValueOrDefault()" : "")};");
            inner.Write(code, given);
        });
    }

    public override string Format(string value) =>
        $"({(isStruct ? $"!{value}.HasValue" : $"{value} is null")} ? \"null\" : {inner.Format(isStruct ? $"{value}.GetValueOrDefault()" : value)})";
}
