package dev.dragoman.e2e;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A function as users of the official client declare it; its name there is {@code get_weather}. */
@JsonClassDescription("Tells the weather at a place")
public class GetWeather {
    /** Its only parameter. */
    @JsonPropertyDescription("A city")
    public String location = "";
}
