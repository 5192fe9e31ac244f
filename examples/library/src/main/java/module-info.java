/** A program that uses the library for LTX files, and nothing else of ltx4j. */
module com.example.changepage {
    requires dev.ltx4j.ltx; // and with it dev.ltx4j.sqlite
}
