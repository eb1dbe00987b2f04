namespace Tenon.Checking.Encoding;

/// <summary>
/// Has the compiler derive how the model's states become words, with the generator that comes with this library: natively compiled programs
/// need nothing else, and it is faster than what is derived at run time. The model's class is partial and does not override Codec.
/// </summary>
/// <remarks>
/// An actor model's states, messages, timers and histories are derived, except those that it writes itself. A type that cannot be derived is
/// an error of the compiler that names the place.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DeriveCodecAttribute : Attribute;
