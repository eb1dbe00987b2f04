namespace Tenon.Splits;

/// <summary>A column of a sort schema.</summary>
/// <param name="Name">The bare name, without a type suffix.</param>
/// <param name="Type">The type.</param>
/// <param name="Descending">Whether larger values come first.</param>
public sealed record SortSchemaColumn(string Name, SortColumnType Type, bool Descending)
{
    /// <summary>The short form: type and direction only where they are not the name's own.</summary>
    /// <returns>For example <c>service</c> or <c>-host</c>.</returns>
    public string ToShortString()
    {
        string spelled = SortColumnTypes.Spell(Name, Type);
        return Descending == SortColumnTypes.IsDescendingByDefault(Name) ? spelled : (Descending ? "-" : "+") + spelled;
    }

    /// <summary>The long form.</summary>
    /// <returns>For example <c>service:dense-string:+</c>.</returns>
    public string ToLongString() =>
        $"{SortColumnTypes.Spell(Name, Type)}:{SortColumnTypes.NameOf(Type)}:{(Descending ? '-' : '+')}";
}
