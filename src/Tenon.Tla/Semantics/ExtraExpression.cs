using Tenon.Tla.Syntax;

namespace Tenon.Tla.Semantics;

/// <summary>An expression beside the modules, to be resolved as if it stood at the end of the root module.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Syntax">The expression.</param>
internal sealed record ExtraExpression(string Name, SyntaxNode Syntax);
