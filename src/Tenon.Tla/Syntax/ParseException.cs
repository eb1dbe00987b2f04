namespace Tenon.Tla.Syntax;

/// <summary>Leads out of the unit that cannot be parsed.</summary>
internal sealed class ParseException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic => diagnostic;
}
