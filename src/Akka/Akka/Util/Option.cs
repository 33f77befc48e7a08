using System.Diagnostics.CodeAnalysis;

namespace Akka.Util;

/// <summary>A value that may be absent. Immutable.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct Option<T> : IEquatable<Option<T>>
{
    /// <summary>The absent value.</summary>
    public static readonly Option<T> None;

    /// <summary>Wraps <paramref name="value"/>; <c>null</c> gives <see cref="None"/>.</summary>
    public Option(T value)
    {
        Value = value;
        HasValue = value is not null;
    }

    /// <summary>Whether a value is present.</summary>
    public bool HasValue { get; }

    /// <summary>Whether no value is present.</summary>
    public bool IsEmpty => !HasValue;

    /// <summary>The value, or the default of <typeparamref name="T"/> when there is none.</summary>
    public T Value { get; }

    /// <summary>Wraps <paramref name="value"/>.</summary>
    public static Option<T> Create(T value) => new(value);

    /// <summary>Wraps <paramref name="value"/>.</summary>
    public static implicit operator Option<T>(T value) => new(value);

    /// <summary>Compares presence and value.</summary>
    public static bool operator ==(Option<T> left, Option<T> right) => left.Equals(right);

    /// <summary>Compares presence and value.</summary>
    public static bool operator !=(Option<T> left, Option<T> right) => !left.Equals(right);

    /// <summary>The value, or <paramref name="fallbackValue"/> when there is none.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? Value : fallbackValue;

    /// <summary>This option, or <paramref name="fallback"/> when it is empty.</summary>
    public Option<T> OrElse(Option<T> fallback) => HasValue ? this : fallback;

    /// <summary>Applies <paramref name="selector"/> to the value, if there is one.</summary>
    public Option<TNew> Select<TNew>(Func<T, TNew> selector) => HasValue ? new Option<TNew>(selector(Value)) : Option<TNew>.None;

    /// <summary>Runs <paramref name="action"/> with the value, if there is one.</summary>
    public void OnSuccess(Action<T> action)
    {
        if (HasValue)
            action(Value);
    }

    /// <inheritdoc />
    public bool Equals(Option<T> other) =>
        HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Option<T> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HasValue ? EqualityComparer<T>.Default.GetHashCode(Value!) : 0;

    /// <inheritdoc />
    public override string ToString() => HasValue ? $"Some<{Value}>" : "None";
}
