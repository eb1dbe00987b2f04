namespace Tenon.Checking.Generators.Shapes;

/// <summary>A part of a record.</summary>
internal sealed record Part(string Name, Shape Shape);

/// <summary>A record, struct or tuple: its parts one after the other, in the order of the constructor.</summary>
/// <param name="typeName">The type.</param>
/// <param name="name">Its name in texts; null for a tuple.</param>
/// <param name="mayBeDerivedFrom">Whether values may be of a derived type: those are refused, for what they add would be lost.</param>
internal sealed class RecordShape(string typeName, string? name, bool mayBeDerivedFrom) : CalledShape(typeName)
{
    private const int WordBits = 64;

    /// <summary>Whether values may be of a derived type.</summary>
    public bool MayBeDerivedFrom => mayBeDerivedFrom;

    /// <summary>Set once they are known: a record may hold itself.</summary>
    public IReadOnlyList<Part> Parts { get; set; } = [];

    /// <summary>An expression for the parts of <c>value</c> with their names.</summary>
    public string Describe(string value) =>
        $"new {Names.StateField}[] {{ {string.Join(", ", Parts.Select(part => $"new {Names.StateField}({Names.Literal(part.Name)}, {part.Shape.Format($"{value}.@{part.Name}")})"))} }}";

    protected override void WriteBody(CodeText code)
    {
        if (mayBeDerivedFrom)
        {
            code.Block($"if (value.GetType() != typeof({TypeName}))", () => code.Line(
                $"throw new global::System.NotSupportedException(value.GetType() + \" is derived from \" + typeof({TypeName}) + \", which is not abstract; nest it in an abstract record as a case.\");"));
        }

        // Neighbours of fixed width are written together, as many as a word holds.
        List<string> terms = [];
        int used = 0;
        void Flush()
        {
            if (terms.Count > 0)
            {
                code.Line($"writer.WriteBits({string.Join(" | ", terms)}, {used});");
                terms.Clear();
                used = 0;
            }
        }

        foreach (Part part in Parts)
        {
            string value = $"value.@{part.Name}";
            if (part.Shape.FixedBits is int bits)
            {
                if (used + bits > 64)
                {
                    Flush();
                }

                string local = code.Local("part");
                code.Line($"{part.Shape.TypeName} {local} = {value};");
                string number = part.Shape.ToBits(code, local);
                terms.Add(used == 0 ? number : $"({number} << {used})");
                used += bits;
            }
            else
            {
                Flush();
                string local = code.Local("part");
                code.Line($"{part.Shape.TypeName} {local} = {value};");
                part.Shape.Write(code, local);
            }
        }

        Flush();
    }

    // Arguments are evaluated in their order. Parts that are all of fixed width, and fit into a word, are read at once.
    protected override void ReadBody(CodeText code)
    {
        int total = Parts.Sum(part => part.Shape.FixedBits ?? WordBits + 1);
        if (Parts.Count < 2 || total > WordBits)
        {
            code.Line($"return new {TypeName}({string.Join(", ", Parts.Select(part => part.Shape.Read))});");
            return;
        }

        List<string> parts = [];
        int at = 0;
        foreach (Part part in Parts)
        {
            int bits = part.Shape.FixedBits ?? 0; // Fixed, as the sum says.
            parts.Add(part.Shape.FromBits($"((word >> {at}) & {(bits == WordBits ? ulong.MaxValue : (1UL << bits) - 1)}UL)"));
            at += bits;
        }

        code.Line($"ulong word = reader.ReadBits({total});");
        code.Line($"return new {TypeName}({string.Join(", ", parts)});");
    }

    protected override string FormatBody()
    {
        string[] parts = [.. Parts.Select(part => (name is null ? "" : $"\"{part.Name} = \" + ") + part.Shape.Format($"value.@{part.Name}"))];
        string joined = parts.Length == 0 ? "\"\"" : string.Join(" + \", \" + ", parts);
        return name is null ? $"\"(\" + {joined} + \")\"" : $"{Names.Literal(name + " { ")} + {joined} + \" }}\"";
    }
}

/// <summary>An abstract record with a fixed number of cases: the number of the case, then its parts.</summary>
internal sealed class UnionShape(string typeName) : CalledShape(typeName)
{
    /// <summary>Set once they are known; ordered by name.</summary>
    public IReadOnlyList<RecordShape> Cases { get; set; } = [];

    private int Bits => RangeShape.BitsFor((ulong)Cases.Count - 1);

    /// <summary>Writes statements that return the parts of <c>value</c> with their names.</summary>
    public void Describe(CodeText code) => Switch(code, (each, given) => code.Line($"return {Names.ImmutableArray}.Create({each.Describe(given)});"));

    protected override void WriteBody(CodeText code)
    {
        ulong number = 0;
        Switch(code, (each, given) =>
        {
            code.Line($"writer.WriteBits({number++}UL, {Bits});");
            each.Write(code, given);
            code.Line("return;");
        });
    }

    protected override void ReadBody(CodeText code) => code.Block($"switch (reader.ReadBits({Bits}))", () =>
    {
        for (int i = 0; i < Cases.Count; i++)
        {
            code.Line($"{(i == Cases.Count - 1 ? "default" : $"case {i}UL")}: return {Cases[i].Read};");
        }
    });

    protected override string FormatBody() =>
        $"value switch {{ {string.Concat(Cases.Select((each, i) => $"{each.TypeName} given{i}{Exactly(each, $"given{i}")} => {each.Format($"given{i}")}, "))}_ => value.ToString() }}";

    // A case may be derived from another one.
    private static string Exactly(RecordShape shape, string given) => shape.MayBeDerivedFrom ? $" when {given}.GetType() == typeof({shape.TypeName})" : "";

    private void Switch(CodeText code, Action<RecordShape, string> each)
    {
        code.Block("switch (value)", () =>
        {
            foreach (RecordShape shape in Cases)
            {
                string given = code.Local("given");
                code.Block($"case {shape.TypeName} {given}{Exactly(shape, given)}:", () => each(shape, given));
            }
        });
        code.Line($"throw new global::System.NotSupportedException((value?.GetType() ?? typeof({TypeName})) + \" is not among the cases of \" + typeof({TypeName}) + \", which are nested in it.\");");
    }
}
