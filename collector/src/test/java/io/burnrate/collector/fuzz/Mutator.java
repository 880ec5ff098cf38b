package io.burnrate.collector.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils good inputs, one to four times each. Everything follows from the random numbers. */
final class Mutator {
  private static final int MOST_NESTING = 5_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final String[] TOKENS = {
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "=",
    " ",
    "\n",
    "\r\n",
    "\t",
    "#",
    "\0",
    "\u001b",
    "null",
    "true",
    "NaN",
    "nan",
    "Infinity",
    "-Inf",
    "+Inf",
    "1e999",
    "-1e999",
    "4.9e-324",
    "-0",
    "00",
    "0x7f",
    "1e",
    ".",
    "-",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "2147483648",
    "\u00e9",
    "\u20ac",
    "\ud83d\ude80",
    "\u202e",
    "# EOF\n",
    "# TYPE a counter\n",
    "{}",
    "[]",
    "\"\"",
    "le=\"+Inf\"",
    "le=\"-1\"",
    "&a ",
    "*a ",
    "!!int ",
    "__name__",
    "key",
    "{{",
  };
  private static final byte[][] BYTES = {
    {(byte) 0xff},
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07},
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x0f},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
    {0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x7f},
    {2, 0, 0, 0, 0, 0, (byte) 0xf0, 0x7f},
    {0x0b},
    {0x0c},
    {0x00},
  };

  private final List<byte[]> corpus;
  private final boolean wire;
  private final Random random;

  /**
   * A mutator of {@code corpus}.
   *
   * @param wire whether it is in protobuf's wire format
   */
  Mutator(List<byte[]> corpus, boolean wire, Random random) {
    this.corpus = corpus;
    this.wire = wire;
    this.random = random;
  }

  byte[] next() {
    byte[] input = any();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      input = wire && random.nextInt(2) == 0 ? frame(input) : change(input);
    }
    return input.length <= MOST_BYTES ? input : Arrays.copyOf(input, MOST_BYTES);
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] change(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int end = Math.min(input.length, at + 1 + random.nextInt(1 << random.nextInt(8)));
    return switch (random.nextInt(10)) {
      case 0 -> flipped(input);
      case 1 -> Arrays.copyOf(input, at);
      case 2 -> replaced(input, at, end, new byte[0]);
      case 3 -> replaced(input, at, at, Arrays.copyOfRange(input, at, end));
      case 4 -> spliced(input, at);
      case 5 -> replaced(input, at, Math.min(at + 1, input.length), token());
      case 6 -> replaced(input, at, at, token());
      case 7 -> number(input);
      case 8 -> replaced(input, at, end, noise(1 + random.nextInt(16)));
      default -> random.nextInt(8) == 0 ? nested(input, at) : flipped(input);
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] spliced(byte[] input, int at) {
    byte[] other = any();
    int from = random.nextInt(other.length + 1);
    return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
  }

  private byte[] token() {
    return random.nextInt(4) == 0
        ? BYTES[random.nextInt(BYTES.length)]
        : TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /** A run of digits becomes another number. */
  private byte[] number(byte[] input) {
    int from = random.nextInt(input.length + 1);
    while (from < input.length && !digit(input[from])) {
      from++;
    }
    int to = from;
    while (to < input.length && digit(input[to])) {
      to++;
    }
    return replaced(input, from, to, token());
  }

  private static boolean digit(byte each) {
    return each >= '0' && each <= '9';
  }

  private byte[] nested(byte[] input, int at) {
    String[] openings = {"[", "{\"a\":", "{", "(", "- ", "\"", "{\"kvlistValue\":{\"values\":["};
    String opening = openings[random.nextInt(openings.length)];
    byte[] deep = opening.repeat(random.nextInt(MOST_NESTING)).getBytes(StandardCharsets.UTF_8);
    return replaced(input, at, at, deep);
  }

  /**
   * A field of a message is changed as a whole, or says that it is longer or shorter than it is.
   */
  private byte[] frame(byte[] input) {
    List<WireFields.Frame> frames = WireFields.of(input);
    if (frames.isEmpty()) {
      return change(input);
    }
    WireFields.Frame frame = frames.get(random.nextInt(frames.size()));
    byte[] content = Arrays.copyOfRange(input, frame.start(), frame.end());
    return switch (random.nextInt(7)) {
      case 0 -> length(input, frame, random.nextInt(2 * content.length + 2));
      case 1 -> replaced(input, frame.lengthAt(), frame.start(), BYTES[random.nextInt(9)]);
      case 2 -> replaced(input, frame.tagAt(), frame.end(), new byte[0]);
      case 3 -> framed(input, frame, doubled(input, frame));
      case 4 -> wrapped(input, frame, content);
      case 5 -> framed(input, frame, change(content));
      default -> {
        byte[] tagged = input.clone();
        tagged[frame.tagAt()] = (byte) random.nextInt(256);
        yield tagged;
      }
    };
  }

  private byte[] doubled(byte[] input, WireFields.Frame frame) {
    byte[] content = Arrays.copyOfRange(input, frame.start(), frame.end());
    int times = 1 << random.nextInt(5);
    byte[] doubled = new byte[Math.min(MOST_BYTES, content.length * times)];
    for (int at = 0; at < doubled.length; at += Math.max(1, content.length)) {
      System.arraycopy(content, 0, doubled, at, Math.min(content.length, doubled.length - at));
    }
    return doubled;
  }

  /** The message in itself, many times. */
  private byte[] wrapped(byte[] input, WireFields.Frame frame, byte[] content) {
    byte[] deep = content;
    int times = 1 + random.nextInt(200);
    for (int i = 0; i < times && deep.length < MOST_BYTES / 8; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(input[frame.tagAt()]);
      out.writeBytes(WireFields.varint(deep.length));
      out.writeBytes(deep);
      deep = out.toByteArray();
    }
    return framed(input, frame, deep);
  }

  private static byte[] framed(byte[] input, WireFields.Frame frame, byte[] content) {
    byte[] told = length(input, frame, content.length);
    int moved = told.length - input.length;
    return replaced(told, frame.start() + moved, frame.end() + moved, content);
  }

  private static byte[] length(byte[] input, WireFields.Frame frame, int told) {
    return replaced(input, frame.lengthAt(), frame.start(), WireFields.varint(told));
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] with) {
    byte[] output = new byte[input.length - (to - from) + with.length];
    System.arraycopy(input, 0, output, 0, from);
    System.arraycopy(with, 0, output, from, with.length);
    System.arraycopy(input, to, output, from + with.length, input.length - to);
    return output;
  }
}
