namespace Tenon.Checking.Generators.Shapes;

/// <summary>An immutable array: a count, then the elements.</summary>
/// <param name="typeName">The type of the array.</param>
/// <param name="element">The shape of elements, with methods of its own.</param>
/// <param name="inner">The same, to be written out in the array's loops.</param>
/// <param name="set">The scalar set that indexes it; null for none.</param>
internal sealed class ArrayShape(string typeName, CalledShape element, Shape inner, string? set) : CalledShape(typeName)
{
    private const int CountBits = 5; // A count of at most 15 takes so many.
    private const int WordBits = 64;

    private string ElementType => inner.TypeName;

    public override void Declare(CodeText code)
    {
        base.Declare(code);
        if (set is not null)
        {
            code.Line($"private readonly {Names.StateCodec}<{TypeName}> _indexed{Id};");
            code.Line($"private readonly int _count{Id};");
        }
    }

    public override void Construct(CodeText code)
    {
        if (set is not null)
        {
            code.Line($"_indexed{Id} = {Names.StateCodec}.IndexedBy({Names.ScalarSet}.Named(sets, {Names.Literal(set)}), {element.AsCodec()});");
            code.Line($"_count{Id} = {Names.ScalarSet}.Named(sets, {Names.Literal(set)}).Count;");
        }
    }

    protected override void WriteBody(CodeText code)
    {
        if (set is not null)
        {
            // Other names, or an array of the wrong length, which is refused there.
            code.Block($"if (!writer.IsPlain || value.Length != _count{Id})", () =>
            {
                code.Line($"_indexed{Id}.Write(value, writer);");
                code.Line("return;");
            });
        }

        if (inner.FixedBits == 1 && ElementType == "bool")
        {
            code.Line("writer.WriteBooleans(value.AsSpan());");
            return;
        }

        code.Line("int count = value.Length;");
        code.Line($"global::System.ReadOnlySpan<{ElementType}> items = value.AsSpan();");
        if (inner.FixedBits is not int bits)
        {
            code.Line("writer.WriteUnsigned((ulong)count);");
            code.Block("for (int i = 0; i < items.Length; i++)", () =>
            {
                code.Line($"{ElementType} item = items[i];");
                inner.Write(code, "item");
            });
            return;
        }

        int perWord = WordBits / Math.Max(1, bits);
        int besideCount = Math.Min(15, (WordBits - CountBits) / Math.Max(1, bits));
        code.Block($"if (count <= {besideCount})", () =>
        {
            code.Line("ulong all = (ulong)count;");
            Pack(code, "all", CountBits, bits, "items.Length");
            code.Line($"writer.WriteBits(all, {CountBits} + (count * {bits}));");
            code.Line("return;");
        });
        code.Line("writer.WriteUnsigned((ulong)count);");
        code.Block("while (items.Length > 0)", () =>
        {
            code.Line($"int part = items.Length < {perWord} ? items.Length : {perWord};");
            code.Line("ulong word = 0;");
            Pack(code, "word", 0, bits, "part");
            code.Line($"writer.WriteBits(word, part * {bits});");
            code.Line("items = items.Slice(part);");
        });
    }

    protected override void ReadBody(CodeText code)
    {
        code.Line("int count = reader.ReadCount();");
        code.Line($"{ElementType}[] items = new {NewArray(ElementType, "count")};");
        if (inner.FixedBits is not int bits)
        {
            code.Block("for (int i = 0; i < items.Length; i++)", () => code.Line($"items[i] = {inner.Read};"));
        }
        else
        {
            int perWord = WordBits / Math.Max(1, bits);
            code.Block("for (int i = 0; i < items.Length;)", () =>
            {
                code.Line($"int end = items.Length - i < {perWord} ? items.Length : i + {perWord};");
                code.Line($"ulong word = reader.ReadBits((end - i) * {bits});");
                code.Block("for (; i < end; i++)", () =>
                {
                    code.Line($"items[i] = {inner.FromBits($"(word & {(1UL << bits) - 1}UL)")};");
                    code.Line($"word >>= {bits};");
                });
            });
        }

        code.Line("return global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);");
    }

    protected override string FormatBody() => $"\"[\" + {ListShape.Joined(ElementType, element)} + \"]\"";

    // The size of an array of arrays comes first: new int[count][].
    private static string NewArray(string elementType, string count)
    {
        int at = elementType.Length;
        while (at >= 2 && elementType.Substring(at - 2, 2) == "[]")
        {
            at -= 2;
        }

        return $"{elementType.Substring(0, at)}[{count}]{elementType.Substring(at)}";
    }

    private void Pack(CodeText code, string word, int start, int bits, string count) =>
        code.Block($"for (int i = 0, at = {start}; i < {count}; i++, at += {bits})", () =>
        {
            code.Line($"{ElementType} item = items[i];");
            code.Line($"{word} |= {inner.ToBits(code, "item")} << at;");
        });
}

/// <summary>An immutable list: a count, then the elements.</summary>
internal sealed class ListShape(string typeName, CalledShape element, Shape inner) : CalledShape(typeName)
{
    /// <summary>An expression that puts the elements of <c>value</c> into a text.</summary>
    public static string Joined(string elementType, CalledShape element) =>
        $"string.Join(\", \", global::System.Linq.Enumerable.Select((global::System.Collections.Generic.IEnumerable<{elementType}>)value, Format{element.Id}))";

    protected override void WriteBody(CodeText code)
    {
        code.Line("writer.WriteUnsigned((ulong)value.Count);");
        code.Block($"foreach ({inner.TypeName} item in value)", () => inner.Write(code, "item"));
    }

    protected override void ReadBody(CodeText code)
    {
        code.Line($"var items = global::System.Collections.Immutable.ImmutableList.CreateBuilder<{inner.TypeName}>();");
        code.Block("for (int left = reader.ReadCount(); left > 0; left--)", () => code.Line($"items.Add({inner.Read});"));
        code.Line("return items.ToImmutable();");
    }

    protected override string FormatBody() => $"\"[\" + {Joined(inner.TypeName, element)} + \"]\"";
}

/// <summary>A set or map, in an order that does not depend on how it was filled: the library's own codec, with derived ones for what is in it.</summary>
/// <param name="typeName">The type of the collection.</param>
/// <param name="factory">The member of StateCodec that makes its codec.</param>
/// <param name="parts">The shapes of its elements, or of its keys and values.</param>
internal sealed class LibraryShape(string typeName, string factory, params CalledShape[] parts) : Shape(typeName)
{
    public override string Read => $"_library{Id}.Read(reader)";

    public override void Write(CodeText code, string value) => code.Line($"_library{Id}.Write({value}, writer);");

    public override string Format(string value) => $"_library{Id}.Format({value})";

    public override void Declare(CodeText code) => code.Line($"private readonly {Names.StateCodec}<{TypeName}> _library{Id};");

    public override void Construct(CodeText code) =>
        code.Line($"_library{Id} = {Names.StateCodec}.{factory}({string.Join(", ", parts.Select(part => part.AsCodec()))});");
}
