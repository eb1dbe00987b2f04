namespace Tenon.Tla.Compilation;

/// <summary>Code cannot, or need not, be made of an expression: the interpreter keeps it.</summary>
internal sealed class NotCompilableException(string reason) : Exception(reason);
